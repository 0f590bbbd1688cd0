// Points of a line as a short text: each as its distance from the one before, in digits of 5 bits. Nothing in it has to be
// escaped in JSON, so that it is as short in presence as in the document.

/** A point of a line: its distance from the place of the element, in Excalidraw's units. */
export type LinePoint = readonly [x: number, y: number]

/** Numbers that are kept are whole numbers of this part of a unit: at the largest zoom of Excalidraw half a pixel. */
const PARTS = 64

/** A number as it is kept: with 1 / 64 it is one that 4 bytes can say up to 262 144. */
export const rounded = (value: number): number => Math.round(value * PARTS) / PARTS

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]))
const BITS = 5
const MORE = 1 << BITS
/** 40 bits: more than any distance on the board has. */
const MOST_DIGITS = 8

const encodeNumber = (value: number): string => {
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  let text = ''
  while (rest >= MORE) {
    text += DIGITS[MORE + (rest % MORE)]
    rest = Math.floor(rest / MORE)
  }
  return text + DIGITS[rest]
}

const decodeNumbers = (text: string, most: number): readonly number[] | null => {
  if (text.length > most * MOST_DIGITS) return null
  const numbers: number[] = []
  let [value, digits] = [0, 0]
  for (const digit of text) {
    const bits = VALUES.get(digit)
    if (bits === undefined || digits === MOST_DIGITS) return null
    value += (bits % MORE) * 2 ** (BITS * digits++)
    if (bits >= MORE) continue
    numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2)
    value = 0
    digits = 0
  }
  return digits > 0 || numbers.length > most ? null : numbers
}

/** The points as a text; `from` is what the first one is counted from. */
export const encodePoints = (points: readonly LinePoint[], from: LinePoint = [0, 0]): string => {
  let [x, y] = from.map((value) => Math.round(value * PARTS)) as [number, number]
  let text = ''
  for (const point of points) {
    const [nextX, nextY] = [Math.round(point[0] * PARTS), Math.round(point[1] * PARTS)]
    text += encodeNumber(nextX - x) + encodeNumber(nextY - y)
    x = nextX
    y = nextY
  }
  return text
}

/** The points of a text; null where it is none, or has more than `most`. */
export const decodePoints = (text: string, most: number): LinePoint[] | null => {
  const numbers = decodeNumbers(text, most * 2)
  if (numbers === null || numbers.length % 2 === 1) return null
  const points: LinePoint[] = []
  let [x, y] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    x += numbers[i] ?? 0
    y += numbers[i + 1] ?? 0
    points.push([x / PARTS, y / PARTS])
  }
  return points
}

/** So finely a pen's pressure is kept, of 0 to 1. */
const PRESSURES = 255

export const encodePressures = (pressures: readonly number[]): string =>
  pressures.map((pressure) => encodeNumber(Math.round(pressure * PRESSURES))).join('')

export const decodePressures = (text: string, most: number): number[] | null => {
  const numbers = decodeNumbers(text, most)
  if (numbers === null || numbers.some((value) => value < 0 || value > PRESSURES)) return null
  return numbers.map((value) => value / PRESSURES)
}
