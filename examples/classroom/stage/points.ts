// Points of a stroke as a short text: each as its distance from the one before, in digits of 5 bits. Nothing in it has to be
// escaped in JSON, so that it is as short in presence as in the document.

/** In units of the board: whole numbers. */
export type Point = readonly [x: number, y: number]

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const VALUES: ReadonlyMap<string, number> = new Map([...DIGITS].map((digit, value) => [digit, value]))
const BITS = 5
const MORE = 1 << BITS
/** 20 bits: more than any distance on the board. */
const MOST_DIGITS = 4

const encodeNumber = (value: number): string => {
  let rest = value < 0 ? -value * 2 - 1 : value * 2
  let text = ''
  while (rest >= MORE) {
    text += DIGITS[MORE + (rest % MORE)]
    rest = Math.floor(rest / MORE)
  }
  return text + DIGITS[rest]
}

export const encodePoints = (points: readonly Point[]): string => {
  let [x, y] = [0, 0]
  let text = ''
  for (const point of points) {
    text += encodeNumber(point[0] - x) + encodeNumber(point[1] - y)
    x = point[0]
    y = point[1]
  }
  return text
}

/** The points of a text; null where it is none, has more than `most`, or leaves the board. */
export const decodePoints = (text: string, most: number, [width, height]: Point): readonly Point[] | null => {
  if (text.length > most * 2 * MOST_DIGITS) return null
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
  if (digits > 0 || numbers.length % 2 === 1 || numbers.length > most * 2) return null
  const points: Point[] = []
  let [x, y] = [0, 0]
  for (let i = 0; i < numbers.length; i += 2) {
    x += numbers[i] ?? 0
    y += numbers[i + 1] ?? 0
    if (x < 0 || y < 0 || x > width || y > height) return null
    points.push([x, y])
  }
  return points
}
