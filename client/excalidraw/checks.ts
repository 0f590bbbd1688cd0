// What a value of an element may be. A check gives the value, or undefined where it is none.
import { isFields } from './fields.ts'
import { decodePoints, decodePressures, type LinePoint } from './points.ts'

export type Check = (value: unknown) => unknown

/** Excalidraw draws on a canvas: far beyond this its arithmetic has no place for a pixel. */
const FAR = 1e7

/** The points of a line: Excalidraw ends a stroke of a hand long before. */
export const MOST_POINTS = 10_000

/** An element that has changed so often was changed by nobody. Each change adds one, so it stays a number that counts. */
const MOST_VERSION = 2 ** 31 - 1

const LONGEST = { id: 64, word: 64, text: 20_000, link: 2_048, name: 200, custom: 4_096 }

const MOST_IDS = 200

const from = (least: number, most: number): Check => {
  return (value) => (typeof value === 'number' && value >= least && value <= most ? value : undefined)
}
const whole = (least: number, most: number): Check => {
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most ? value : undefined
}
const textOf = (most: number): Check => {
  return (value) => (typeof value === 'string' && value.length <= most ? value : undefined)
}
const oneOf = (...words: readonly unknown[]): Check => {
  return (value) => (words.includes(value) ? value : undefined)
}
const orNull = (check: Check): Check => {
  return (value) => (value === null ? null : check(value))
}
const list = (check: Check, least: number, most: number): Check => {
  return (value) =>
    Array.isArray(value) &&
    value.length >= least &&
    value.length <= most &&
    value.every((item) => check(item) !== undefined)
      ? value
      : undefined
}
/** An object of these fields, and of no other one. */
const object = (checks: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check => {
  return (value) => {
    if (!isFields(value)) return undefined
    const made: Record<string, unknown> = {}
    for (const [name, check] of Object.entries(checks)) {
      if (value[name] === undefined && optional.includes(name)) continue
      const checked = check(value[name])
      if (checked === undefined) return undefined
      made[name] = checked
    }
    return made
  }
}

export const place = from(-FAR, FAR)
export const size = from(-FAR, FAR)
export const flag = oneOf(true, false)
export const id: Check = (value) =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST.id ? value : undefined
export const word = textOf(LONGEST.word)
export const text = textOf(LONGEST.text)
export const name = textOf(LONGEST.name)
export const ids = list(id, 0, MOST_IDS)
export const version = whole(1, MOST_VERSION)
export const nonce = whole(-(2 ** 31), 2 ** 32)
export const time = from(0, 1e15)
export const turn = from(-1e3, 1e3)
export const percent = from(0, 100)
export const width = from(0, 1e3)
export const fontSize = from(1, 1e4)
export const lineHeight = from(0.1, 10)
export { oneOf, orNull, whole }

/** What runs a program where it is opened is no link. Browsers leave out blanks and control characters. */
export const link: Check = (value) => {
  if (typeof value !== 'string' || value.length > LONGEST.link) return undefined
  const bare = [...value].filter((letter) => letter > ' ').join('')
  return /^(javascript|data|vbscript):/i.test(bare) ? undefined : value
}

const point = list(place, 2, 2)
export const pair = list(from(-1e3, 1e3), 2, 2)

/** As text or, as Excalidraw has them, as pairs of numbers. */
export const points: Check = (value) => {
  if (typeof value !== 'string') return list(point, 1, MOST_POINTS)(value)
  const decoded: readonly LinePoint[] | null = decodePoints(value, MOST_POINTS)
  return list(point, 1, MOST_POINTS)(decoded)
}

export const pressures: Check = (value) =>
  typeof value === 'string'
    ? (decodePressures(value, MOST_POINTS) ?? undefined)
    : list(from(0, 1), 0, MOST_POINTS)(value)

export const roundness = object({ type: oneOf(1, 2, 3), value: from(0, FAR) }, ['value'])

const bound = object({ id, type: oneOf('arrow', 'text') })
export const boundElements: Check = (value) => list(bound, 0, MOST_IDS)(value)

export const binding = object(
  { elementId: id, focus: from(-FAR, FAR), gap: place, fixedPoint: orNull(pair) },
  ['fixedPoint'],
)

export const crop = object({
  ...{ x: place, y: place, width: from(0, FAR), height: from(0, FAR) },
  ...{ naturalWidth: from(1, FAR), naturalHeight: from(1, FAR) },
})

const segment = object({ start: point, end: point, index: whole(0, MOST_POINTS) })
export const segments = list(segment, 0, MOST_IDS)

export const arrowhead = oneOf(
  ...['arrow', 'bar', 'dot', 'circle', 'circle_outline', 'triangle', 'triangle_outline', 'diamond'],
  ...['diamond_outline', 'crowfoot_one', 'crowfoot_many', 'crowfoot_one_or_many'],
)

/** An app's own data: any JSON of a bounded size. */
export const custom: Check = (value) => {
  if (!isFields(value)) return undefined
  try {
    return JSON.stringify(value).length <= LONGEST.custom ? value : undefined
  } catch {
    // What JSON cannot say is no data of an element.
    return undefined
  }
}
