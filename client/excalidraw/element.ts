import { isSameJson, type Json } from '../../shared/index.ts'
import * as check from './checks.ts'
import { isFields } from './fields.ts'
import { index } from './order.ts'
import { encodePoints, encodePressures, type LinePoint, rounded } from './points.ts'

/**
 * An element of Excalidraw 0.18, as it is on the board: what the binding reads of it, and the fields of its type.
 *
 * @example
 * ```ts
 * import type { BoardElement } from 'homeroom/excalidraw'
 *
 * export const texts = (elements: readonly BoardElement[]): string[] =>
 *   elements.flatMap(({ isDeleted, text }) => (!isDeleted && typeof text === 'string' ? [text] : []))
 * ```
 */
export interface BoardElement {
  /** The same for as long as it is there. */
  readonly id: string
  /** `rectangle`, `freedraw`, `text` and so on. */
  readonly type: string
  /** In Excalidraw's units, as all places and sizes. */
  readonly x: number
  /** As `x`. */
  readonly y: number
  /** As `x`. */
  readonly width: number
  /** As `x`. */
  readonly height: number
  /** Its place in the order, which is that of texts. */
  readonly index: string
  /** How often it has changed. */
  readonly version: number
  /** Of two of the same version the one with the lower number counts. */
  readonly versionNonce: number
  /** True where somebody took it away: it is kept for a while, since they may undo that. */
  readonly isDeleted: boolean
  /** When it changed last, in ms since 1970 by the clock of the person who changed it. */
  readonly updated: number
  /** The fields of its type. */
  readonly [field: string]: unknown
}

/** One field: what it may be, and what it is where nothing is said of it. */
interface Field {
  readonly check: check.Check
  /** Undefined: it has to be said. */
  readonly or?: Json
  /** True where it may also be missing. */
  readonly isOptional?: boolean
  /** How it is kept, where that is not as it is. */
  readonly pack?: (value: never) => unknown
}
type Table = Readonly<Record<string, Field>>

const must = (of: check.Check): Field => ({ check: of })
const or = (of: check.Check, value: Json): Field => ({ check: of, or: value })
const may = (of: check.Check): Field => ({ check: of, isOptional: true })
const place = (of: check.Check): Field => ({ check: of, pack: rounded })
/** What Excalidraw needs while an element is made, and nobody else does. */
const own = (value: Json): Field => ({ check: () => value, or: value, pack: () => value })

const COMMON: Table = {
  ...{ x: place(check.place), y: place(check.place), width: place(check.size), height: place(check.size) },
  ...{ index: must(index), version: must(check.version), versionNonce: must(check.nonce) },
  ...{ isDeleted: or(check.flag, false), updated: must(check.time), seed: or(check.nonce, 1) },
  angle: or(check.turn, 0),
  ...{ strokeColor: or(check.word, '#1e1e1e'), backgroundColor: or(check.word, 'transparent') },
  fillStyle: or(check.oneOf('hachure', 'cross-hatch', 'solid', 'zigzag'), 'solid'),
  strokeStyle: or(check.oneOf('solid', 'dashed', 'dotted'), 'solid'),
  ...{ strokeWidth: or(check.width, 2), roughness: or(check.width, 1), opacity: or(check.percent, 100) },
  roundness: or(check.orNull(check.roundness), null),
  ...{ groupIds: or(check.ids, []), frameId: or(check.orNull(check.id), null) },
  boundElements: or(check.orNull(check.boundElements), null),
  ...{ link: or(check.orNull(check.link), null), locked: or(check.flag, false) },
  customData: may(check.custom),
}

const points: Field = { check: check.points, pack: (value: readonly LinePoint[]) => encodePoints(value) }
const LINE: Table = {
  ...{ points, lastCommittedPoint: own(null) },
  startBinding: or(check.orNull(check.binding), null),
  endBinding: or(check.orNull(check.binding), null),
  startArrowhead: or(check.orNull(check.arrowhead), null),
  endArrowhead: or(check.orNull(check.arrowhead), null),
}
const FRAME: Table = { name: or(check.orNull(check.name), null) }

/** The types of elements. An `iframe` has HTML of its own, which somebody else wrote: there is none. */
const TYPES: Readonly<Record<string, Table>> = {
  ...{ rectangle: {}, diamond: {}, ellipse: {}, embeddable: {}, frame: FRAME, magicframe: FRAME },
  line: LINE,
  arrow: {
    ...LINE,
    elbowed: or(check.flag, false),
    fixedSegments: may(check.orNull(check.segments)),
    startIsSpecial: may(check.orNull(check.flag)),
    endIsSpecial: may(check.orNull(check.flag)),
  },
  freedraw: {
    ...{ points, lastCommittedPoint: own(null), simulatePressure: or(check.flag, true) },
    pressures: { check: check.pressures, or: [], pack: (value: readonly number[]) => encodePressures(value) },
  },
  text: {
    ...{ text: must(check.text), originalText: must(check.text) },
    ...{ fontSize: or(check.fontSize, 20), fontFamily: or(check.whole(1, 100), 5) },
    lineHeight: or(check.lineHeight, 1.25),
    textAlign: or(check.oneOf('left', 'center', 'right'), 'left'),
    verticalAlign: or(check.oneOf('top', 'middle', 'bottom'), 'top'),
    ...{ containerId: or(check.orNull(check.id), null), autoResize: or(check.flag, true) },
  },
  image: {
    ...{ fileId: or(check.orNull(check.id), null), status: own('saved'), scale: or(check.pair, [1, 1]) },
    crop: or(check.orNull(check.crop), null),
  },
}

const tableOf = (type: unknown): Table | undefined =>
  typeof type === 'string' && Object.hasOwn(TYPES, type) ? { ...COMMON, ...TYPES[type] } : undefined
const TABLES = new Map(Object.keys(TYPES).map((type) => [type, tableOf(type) as Table]))

/**
 * A value of the map as an element; null where it is none, or has a number, a text or a list that is beyond its bounds. It never
 * throws, whatever the value is. An element as Excalidraw has it is one, too.
 *
 * @param id - its key in the map.
 * @example
 * ```ts
 * import { readElement } from 'homeroom/excalidraw'
 * import * as Y from 'yjs'
 *
 * export const count = (doc: Y.Doc): number =>
 *   [...doc.getMap('elements')].filter(([id, value]) => readElement(id, value)?.isDeleted === false).length
 * ```
 */
export const readElement = (id: string, value: unknown): BoardElement | null => {
  if (!isFields(value) || check.id(id) === undefined || (value.id ?? id) !== id) return null
  const table = TABLES.get(value.type as string)
  if (table === undefined) return null
  const made: Record<string, unknown> = { id, type: value.type }
  for (const [name, field] of Object.entries(table)) {
    const given = value[name]
    if (given === undefined && field.isOptional) continue
    const read = given === undefined ? field.or : field.check(given)
    if (read === undefined) return null
    made[name] = read
  }
  return (made.pressures as unknown[] | undefined)?.length ? matched(made) : (made as unknown as BoardElement)
}

/** A stroke has a pressure for each of its points, or none. */
const matched = (made: Record<string, unknown>): BoardElement | null =>
  (made.pressures as unknown[]).length === (made.points as unknown[]).length
    ? (made as unknown as BoardElement)
    : null

/**
 * An element as it is kept: without its id, which is its key, and without what {@link readElement} adds by itself.
 *
 * @throws TypeError where {@link readElement} would read no element of it.
 * @example
 * ```ts
 * import { type BoardElement, packElement } from 'homeroom/excalidraw'
 * import * as Y from 'yjs'
 *
 * export const put = (doc: Y.Doc, element: BoardElement): void => {
 *   doc.getMap('elements').set(element.id, packElement(element))
 * }
 * ```
 */
export const packElement = (element: BoardElement): Readonly<Record<string, unknown>> => {
  const table = TABLES.get(element.type)
  if (table === undefined || readElement(element.id, element) === null)
    throw new TypeError(`The board has no place for this element: ${element.id}`)
  const packed: Record<string, unknown> = { type: element.type }
  for (const [name, { or: usual, pack }] of Object.entries(table)) {
    const value = element[name]
    if (value === undefined || (usual !== undefined && isSameJson(value as Json, usual))) continue
    const kept = pack === undefined ? value : pack(value as never)
    if (usual === undefined || !isSameJson(kept as Json, usual)) packed[name] = structuredClone(kept)
  }
  return packed
}

/** Whether `a` counts where both are there, as it does in Excalidraw: the newer one, or of the same version that of the lower number. */
export const beats = (a: BoardElement, b: BoardElement): boolean =>
  a.version === b.version ? a.versionNonce < b.versionNonce : a.version > b.version

export const isSameVersion = (a: BoardElement, b: BoardElement): boolean =>
  a.version === b.version && a.versionNonce === b.versionNonce
