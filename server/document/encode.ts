// The state of a document as an update, written in steps: the same bytes as Yjs's `encodeStateAsUpdate`.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { joined } from '../base/joined.ts'
import type { Work } from '../base/turns.ts'
import { bytesIn } from './document-weight.ts'
import type { Known } from './state-vector.ts'

/** How much is written before others may go on: what comes first. A struct counts as one, however large it is. */
export interface StepSize {
  readonly structs: number
  readonly bytes: number
}

const STEP: StepSize = { structs: 2_000, bytes: 256 * 1024 }

/** To look at a struct, for whether it is deleted, takes so much less than to write it. */
const LOOKS_PER_WRITE = 16

/** What one client has written, from the first clock that is to be written to the end when the encoding began. */
interface Section {
  readonly client: number
  /** Yjs's own list, in which structs are merged, split and replaced while the encoding goes on. */
  readonly structs: readonly (Y.Item | Y.GC)[]
  readonly from: number
  readonly end: number
}

interface Run {
  readonly clock: number
  length: number
}

/** The state vector of a holder that knows nothing. */
const NOTHING = Uint8Array.of(0)

/**
 * What the holder of `stateVector` lacks of `doc`, with all deletions. Throws at once where the state vector cannot be read.
 *
 * The document may change between two steps: all that was in it at the first step is in the update, and of what came later only
 * what Yjs has merged into that. Each place is found again by its clock. A struct is never written without those that it refers
 * to, since they were there before it; deletions come last, so that nothing that was written as deleted lacks its deletion.
 */
export const encodeState = (
  doc: Y.Doc,
  stateVector: Uint8Array = NOTHING,
  size: StepSize = STEP,
): Work<Uint8Array> => encodeMissing(doc, Y.decodeStateVector(stateVector), size)

/** The same for a state vector that was read. */
export function* encodeMissing(doc: Y.Doc, known: Known, size: StepSize = STEP): Work<Uint8Array> {
  // What fits into one step is Yjs's affair.
  if (isSmall(doc, size)) return Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map(known)))
  const sections = [...doc.store.clients].map(([client, structs]) => sectionOf(client, structs, known))
  // Yjs's order, which makes conflicts cheaper.
  sections.sort((one, other) => other.client - one.client)
  const missing = sections.filter(({ from, end }) => from < end)
  const writer = new Writer(size)
  writer.put(missing.length)
  const names = new Map(Array.from(doc.share, ([name, type]) => [type, name]))
  for (const section of missing) yield* writeStructs(writer, section, names)
  yield* writeDeletions(writer, sections)
  return yield* joined(writer.end())
}

const isSmall = (doc: Y.Doc, { structs, bytes }: StepSize): boolean => {
  let count = 0
  for (const ofClient of doc.store.clients.values()) {
    count += ofClient.length
    if (count > structs) return false
  }
  const { done, value } = bytesIn(doc).next()
  return done === true && value <= bytes
}

const sectionOf = (
  client: number,
  structs: Section['structs'],
  known: ReadonlyMap<number, number>,
): Section => {
  const last = structs.at(-1)
  const end = last === undefined ? 0 : last.id.clock + last.length
  return { client, structs, from: Math.max(known.get(client) ?? 0, structs[0]?.id.clock ?? 0), end }
}

function* writeStructs(writer: Writer, section: Section, names: Names): Work<void> {
  const { client, from } = section
  // How many there are is known when they are written: some may be merged or split meanwhile.
  const head = writer.reserve()
  let count = 0
  for (const walk = new Walk(section); !walk.isOver; ) {
    const encoder = new Y.UpdateEncoderV1()
    let isFull = false
    while (!isFull && walk.next()) {
      writeStruct(encoder, walk, names)
      count += 1
      isFull = writer.isFull(1, encoding.length(encoder.restEncoder))
    }
    writer.append(encoder.toUint8Array())
    walk.pause()
    if (isFull) yield writer.rest()
  }
  writer.fill(head, [count, client, from])
}

/** The names of the types at the top of a document. */
type Names = ReadonlyMap<unknown, string>

const HAS_KEY = 32

/** As Yjs writes it, which looks through all types at the top for the name of one, for each struct that needs it. */
const writeStruct = (encoder: Y.UpdateEncoderV1, { struct, offset }: Walk, names: Names): void => {
  const name =
    struct instanceof Y.Item && offset === 0 && isFirst(struct) ? names.get(struct.parent) : undefined
  if (!(struct instanceof Y.Item) || name === undefined) {
    struct.write(encoder, offset)
    return
  }
  const { parentSub, content } = struct
  encoder.writeInfo(content.getRef() | (parentSub === null ? 0 : HAS_KEY))
  encoder.writeParentInfo(true)
  encoder.writeString(name)
  if (parentSub !== null) encoder.writeString(parentSub)
  content.write(encoder, offset)
}

/** It had no neighbours: it says where it stands. */
const isFirst = ({ origin, rightOrigin }: Y.Item): boolean => origin === null && rightOrigin === null

function* writeDeletions(writer: Writer, sections: readonly Section[]): Work<void> {
  const runsByClient: [number, Run[]][] = []
  for (const section of sections) {
    const runs = yield* deletedRuns(writer, section)
    if (runs.length > 0) runsByClient.push([section.client, runs])
  }
  writer.put(runsByClient.length)
  for (const [client, runs] of runsByClient) {
    writer.put(client, runs.length)
    for (const { clock, length } of runs) {
      writer.put(clock, length)
      if (writer.isFull(1 / LOOKS_PER_WRITE, 0)) yield writer.rest()
    }
  }
}

/** All structs are looked at for each answer, so the loop holds nothing but that. */
function* deletedRuns(writer: Writer, { structs, end }: Section): Work<Run[]> {
  const runs: Run[] = []
  for (let clock = structs[0]?.id.clock ?? 0; clock < end; ) {
    const first = Y.findIndexSS(structs as (Y.Item | Y.GC)[], clock)
    const stop = Math.min(structs.length, first + Math.ceil(writer.structsLeft * LOOKS_PER_WRITE))
    for (let index = first; index < stop && clock < end; index++) {
      const struct = structs[index] as Y.Item | Y.GC
      const next = struct.id.clock + struct.length
      // A receiver need not have what comes after the end of a section.
      if (struct.deleted) addRun(runs, clock, Math.min(next, end) - clock)
      clock = next
    }
    if (writer.isFull((stop - first) / LOOKS_PER_WRITE, 0)) yield writer.rest()
  }
  return runs
}

const addRun = (runs: Run[], clock: number, length: number): void => {
  const last = runs.at(-1)
  if (last !== undefined && last.clock + last.length === clock) last.length += length
  else runs.push({ clock, length })
}

/** The structs of a section one after the other, from the clock that was reached; between `pause` and `next` the list may change. */
class Walk {
  readonly #structs: Section['structs']
  readonly #end: number
  #clock: number
  #index: number | null = null
  #struct: Y.Item | Y.GC | null = null
  #offset = 0

  constructor({ structs, from, end }: Section) {
    this.#structs = structs
    this.#clock = from
    this.#end = end
  }

  get isOver(): boolean {
    return this.#clock >= this.#end
  }

  get struct(): Y.Item | Y.GC {
    if (this.#struct === null) throw new Error('it has not begun')
    return this.#struct
  }

  /** How much of the struct was passed before. */
  get offset(): number {
    return this.#offset
  }

  /** Goes to the next struct; false where there is none. */
  next(): boolean {
    if (this.isOver) return false
    const structs = this.#structs
    this.#index =
      this.#index === null ? Y.findIndexSS(structs as (Y.Item | Y.GC)[], this.#clock) : this.#index + 1
    const struct = structs[this.#index]
    if (struct === undefined) return false
    const { clock } = struct.id
    this.#struct = struct
    this.#offset = this.#clock - clock
    this.#clock = clock + struct.length
    return true
  }

  pause(): void {
    this.#index = null
  }
}

/** The bytes so far, in pieces, and how much of a step is used up. */
class Writer {
  readonly #size: StepSize
  readonly #pieces: Uint8Array[] = []
  #small = encoding.createEncoder()
  #structs = 0
  #bytes = 0

  constructor(size: StepSize) {
    this.#size = size
  }

  /** Counts what was done; true where the step is long enough, with the bytes that are about to be appended. */
  isFull(structs: number, bytes: number): boolean {
    this.#structs += structs
    return this.#structs >= this.#size.structs || this.#bytes + bytes >= this.#size.bytes
  }

  /** How many structs are left of the step; at least one. */
  get structsLeft(): number {
    return Math.max(1, this.#size.structs - this.#structs)
  }

  /** Begins another step. */
  rest(): void {
    this.#structs = 0
    this.#bytes = 0
  }

  put(...numbers: readonly number[]): void {
    for (const number of numbers) encoding.writeVarUint(this.#small, number)
  }

  append(bytes: Uint8Array): void {
    this.#settle()
    this.#pieces.push(bytes)
    this.#bytes += bytes.length
  }

  /** Keeps a place for numbers that are known later. */
  reserve(): number {
    this.#settle()
    return this.#pieces.push(new Uint8Array()) - 1
  }

  fill(place: number, numbers: readonly number[]): void {
    const encoder = encoding.createEncoder()
    for (const number of numbers) encoding.writeVarUint(encoder, number)
    this.#pieces[place] = encoding.toUint8Array(encoder)
  }

  /** All that was written, in pieces. */
  end(): readonly Uint8Array[] {
    this.#settle()
    return this.#pieces
  }

  #settle(): void {
    if (encoding.length(this.#small) === 0) return
    this.#pieces.push(encoding.toUint8Array(this.#small))
    this.#small = encoding.createEncoder()
  }
}
