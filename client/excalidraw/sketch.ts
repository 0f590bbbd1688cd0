// What is drawn just now, as presence says it: a stroke of a hand grows, anything else is told as it stands.
import { isSameJson, type Json } from '../../shared/index.ts'
import { MOST_POINTS } from './checks.ts'
import { type BoardElement, packElement, readElement } from './element.ts'
import { type Fields, isFields } from './fields.ts'
import { decodePoints, decodePressures, encodePoints, encodePressures, type LinePoint } from './points.ts'

/** The fields of presence by which people see what is not in the document yet. */
export interface SketchFields {
  /** The stroke that is drawn, without its points, and with its id. */
  readonly exStroke?: Fields | undefined
  /** Its latest points. */
  readonly exInk?: Fields | undefined
  /** Other elements that are made, moved or written: what differs from the document, each with its id and version. */
  readonly exMoves?: readonly Fields[] | undefined
}

/** So many points are told each time, the latest: one who missed more sees the whole stroke when it is in the document. */
const TOLD_POINTS = 48

/** Bytes of JSON for all that is moved: of a hundred elements that somebody drags, the others see some move. */
const MOVES_CHARS = 3_000

const MOST_MOVES = 64

/** The fields that stay as they are while a stroke grows. */
const strokeOf = (element: BoardElement): Fields => {
  const { points: _, pressures: __, width: ___, height: ____, ...base } = packElement(element)
  return { id: element.id, ...base, version: 1, versionNonce: 0 }
}

const inkOf = ({ id, points, pressures }: BoardElement): Fields => {
  const all = points as readonly LinePoint[]
  const from = Math.max(0, all.length - TOLD_POINTS)
  const pressed = (pressures as readonly number[]).slice(from, all.length)
  return {
    ...{ id, from, points: encodePoints(all.slice(from)) },
    ...(pressed.length === all.length - from && { pressures: encodePressures(pressed) }),
  }
}

const moveOf = (element: BoardElement, known: Fields | undefined): Fields => {
  const { seed: _, updated: __, ...packed } = packElement(element)
  if (known === undefined) return { id: element.id, ...packElement(element) }
  const names = new Set([...Object.keys(packed), ...Object.keys(known)])
  const changed: Record<string, unknown> = { id: element.id, version: packed.version }
  for (const name of names) {
    if (name === 'seed' || name === 'updated' || isSameJson(packed[name] as Json, known[name] as Json))
      continue
    // What is as usual is not kept at all: null says so.
    changed[name] = packed[name] ?? null
  }
  return changed
}

/** What presence says of elements that are being made or changed; what cannot be an element is left out. */
export class Sketch {
  #stroke: Fields | null = null

  fieldsOf(changing: readonly BoardElement[], knownOf: (id: string) => Fields | undefined): SketchFields {
    const able = changing.filter((element) => readElement(element.id, element) !== null)
    const stroke = able.find(({ id, type, isDeleted }) => type === 'freedraw' && !isDeleted && !knownOf(id))
    if (stroke === undefined) this.#stroke = null
    else if (this.#stroke?.id !== stroke.id) this.#stroke = strokeOf(stroke)
    const moves: Fields[] = []
    let chars = 0
    for (const element of able) {
      if (element === stroke) continue
      const move = moveOf(element, knownOf(element.id))
      chars += JSON.stringify(move).length
      if (chars > MOVES_CHARS || moves.length === MOST_MOVES) break
      moves.push(move)
    }
    return {
      exStroke: this.#stroke ?? undefined,
      exInk: stroke && inkOf(stroke),
      exMoves: moves.length > 0 ? moves : undefined,
    }
  }
}

/** A stroke as far as it was told. */
interface Ink {
  readonly id: string
  /** How many points came before the first of `points`. */
  readonly from: number
  readonly points: readonly LinePoint[]
  readonly pressures: readonly number[]
}

const readInk = (value: unknown): Ink | null => {
  if (!isFields(value) || typeof value.points !== 'string' || typeof value.id !== 'string') return null
  const [points, from] = [decodePoints(value.points, TOLD_POINTS), Number(value.from)]
  if (points === null || points.length === 0 || !(from >= 0 && from + points.length <= MOST_POINTS))
    return null
  const pressures = typeof value.pressures === 'string' ? decodePressures(value.pressures, TOLD_POINTS) : null
  return { id: value.id, from, points, pressures: pressures?.length === points.length ? pressures : [] }
}

/** What is known of a stroke with what was told last. */
const grown = (before: Ink | null, told: Ink | null): Ink | null => {
  if (told === null || before === null || before.id !== told.id) return told
  const known = told.from - before.from
  if (known < 0 || known > before.points.length) return told
  const pressures = told.pressures.length > 0 ? [...before.pressures.slice(0, known), ...told.pressures] : []
  return { ...before, points: [...before.points.slice(0, known), ...told.points], pressures }
}

const spanOf = (points: readonly LinePoint[], axis: 0 | 1): number => {
  let [least, most] = [0, 0]
  for (const point of points) {
    least = Math.min(least, point[axis])
    most = Math.max(most, point[axis])
  }
  return most - least
}

/** What one tab is drawing. */
export interface Heard {
  /** The stroke under its pen. */
  readonly stroke: BoardElement | null
  readonly moves: readonly BoardElement[]
}

export const NOTHING_HEARD: Heard = { stroke: null, moves: [] }

/** What one tab is drawing, read from its presence as if a stranger had written it. */
export class HeardSketch {
  #raw: SketchFields = {}
  #ink: Ink | null = null
  #heard = NOTHING_HEARD

  /** What is told; the same object where nothing else was told, and the same list where nothing else was moved. */
  take(fields: SketchFields, knownOf: (id: string) => Fields | undefined): Heard {
    const { exStroke, exInk, exMoves } = fields
    const raw = this.#raw
    if (exStroke === raw.exStroke && exInk === raw.exInk && exMoves === raw.exMoves) return this.#heard
    if (exInk !== raw.exInk) this.#ink = grown(this.#ink, readInk(exInk))
    this.#raw = { exStroke, exInk, exMoves }
    const moves = exMoves === raw.exMoves ? this.#heard.moves : movesOf(exMoves, knownOf)
    this.#heard = { stroke: this.#stroke(exStroke, knownOf), moves }
    return this.#heard
  }

  #stroke(base: unknown, knownOf: (id: string) => Fields | undefined): BoardElement | null {
    const ink = this.#ink
    if (ink === null || !isFields(base) || base.id !== ink.id || knownOf(ink.id) !== undefined) return null
    const { points, pressures } = ink
    return readElement(ink.id, {
      ...base,
      ...{ type: 'freedraw', points, pressures: pressures.length === points.length ? pressures : [] },
      ...{ width: spanOf(points, 0), height: spanOf(points, 1) },
      // Of the lowest version there is: as soon as the document has it, that counts.
      ...{ version: 1, versionNonce: ink.from + points.length, locked: true },
    })
  }
}

const movesOf = (moves: unknown, knownOf: (id: string) => Fields | undefined): readonly BoardElement[] => {
  if (!Array.isArray(moves)) return []
  return moves.slice(0, MOST_MOVES).flatMap((move: unknown) => {
    if (!isFields(move) || typeof move.id !== 'string') return []
    const known = knownOf(move.id)
    const { id, ...told } = move
    // One that is only being made is nobody else's to take.
    const whole: Record<string, unknown> = known === undefined ? { ...told, locked: true } : { ...known }
    if (known !== undefined)
      for (const [name, value] of Object.entries(told)) {
        if (value === null) delete whole[name]
        else whole[name] = value
      }
    return readElement(id, whole) ?? []
  })
}
