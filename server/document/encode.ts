// The state of a document as an update, written in steps: the same bytes as Yjs's `encodeStateAsUpdate`.
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { joined } from '../base/joined.ts'
import type { Work } from '../base/turns.ts'
import { bytesIn } from './document-weight.ts'
import type { Known } from './state-vector.ts'
import { type StepSize, StepWriter } from './step-writer.ts'
import { beyond, joinRuns, type Run, readWaiting, type Waiting } from './waiting-structs.ts'

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
  /** What of this client is no part of the document yet. */
  readonly waiting: Waiting
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
  return yield* encode(doc, known, new Map(), size)
}

/** All of a document, and the updates that wait for others to be a part of it, as one update: what is missing between them is left out. */
export function* encodeWith(
  doc: Y.Doc,
  waits: readonly Uint8Array[],
  size: StepSize = STEP,
): Work<Uint8Array> {
  if (waits.length === 0) return yield* encodeMissing(doc, new Map(), size)
  return yield* encode(doc, new Map(), yield* readWaiting(waits), size)
}

function* encode(
  doc: Y.Doc,
  known: Known,
  waitingByClient: ReadonlyMap<number, Waiting>,
  size: StepSize,
): Work<Uint8Array> {
  const { clients } = doc.store
  const sections = [...clients].map(([client, structs]) =>
    sectionOf(client, structs, known, waitingByClient.get(client)),
  )
  for (const [client, waiting] of waitingByClient)
    if (!clients.has(client)) sections.push(waitingSection(client, waiting))
  // Yjs's order, which makes conflicts cheaper.
  sections.sort((one, other) => other.client - one.client)
  const missing = sections.filter(({ from, end, waiting }) => from < end || waiting.structs.length > 0)
  const writer = new StepWriter(size)
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
  waiting: Waiting = NONE,
): Section => {
  const last = structs.at(-1)
  const end = last === undefined ? 0 : last.id.clock + last.length
  return { client, structs, from: Math.max(known.get(client) ?? 0, structs[0]?.id.clock ?? 0), end, waiting }
}

const NONE: Waiting = { structs: [], deletions: [] }

/** Of a client of whom the document has nothing. */
const waitingSection = (client: number, waiting: Waiting): Section => ({
  client,
  structs: [],
  from: waiting.structs[0]?.id.clock ?? 0,
  end: 0,
  waiting,
})

function* writeStructs(writer: StepWriter, section: Section, names: Names): Work<void> {
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
  count += yield* writeWaiting(writer, section)
  writer.fill(head, [count, client, from])
}

/** Gives how many were written. */
function* writeWaiting(writer: StepWriter, { client, from, end, waiting }: Section): Work<number> {
  let count = 0
  for (const { struct, offset } of beyond(waiting.structs, client, Math.max(from, end))) {
    const encoder = new Y.UpdateEncoderV1()
    struct.write(encoder, offset)
    writer.append(encoder.toUint8Array())
    count += 1
    if (writer.isFull(1, 0)) yield writer.rest()
  }
  return count
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

function* writeDeletions(writer: StepWriter, sections: readonly Section[]): Work<void> {
  const runsByClient: [number, Run[]][] = []
  for (const section of sections) {
    const runs = joinRuns(yield* deletedRuns(writer, section), section.waiting.deletions)
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
function* deletedRuns(writer: StepWriter, { structs, end }: Section): Work<Run[]> {
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
