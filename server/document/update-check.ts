import * as Y from 'yjs'
import type { Deletion } from './deletion.ts'
import { weightOf } from './struct-weight.ts'

/**
 * Nesting of one value inside a document. Yjs reads JSON by a loop and writes it by recursion, so a value that
 * is too deep would be taken and then overflow the stack of everyone who encodes the document.
 */
const VALUE_DEPTH = 256

/** An update without structs and deletions. */
const EMPTY_UPDATE_BYTES = 2

/** True for the update of a client that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.length === EMPTY_UPDATE_BYTES && update[0] === 0 && update[1] === 0

export type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]

/** What an update is about. */
export interface Contents {
  readonly structs: readonly Struct[]
  readonly deletions: readonly Deletion[]
  /** The names of types of the document that it writes to. */
  readonly roots: ReadonlySet<string>
  /** Its structs, as they count. */
  readonly weight: number
  /** False for what only deletes. */
  readonly adds: boolean
  readonly deletes: boolean
  /** How many values its contents have, those inside of others too. */
  readonly values: number
}

/**
 * Reads an update whole, without a document, and throws where Yjs would fail with half of it applied or could
 * not write again what it took. Rule [DO7] of docs/protocol.md.
 */
export const checkUpdate = (update: Uint8Array): Contents => {
  // Yjs integrates structs before it reads deletions: bytes that end too early would be half applied.
  const { structs, ds } = Y.decodeUpdate(update)
  const roots = new Set<string>()
  let values = 0
  let weight = 0
  for (const struct of structs) {
    values += checkStruct(struct)
    if (struct instanceof Y.Skip) continue
    if (struct instanceof Y.Item && typeof struct.parent === 'string') roots.add(struct.parent)
    weight += weightOf(struct)
  }
  const deletions: Deletion[] = []
  for (const [client, runs] of ds.clients) {
    let known = 0
    for (const { clock, len } of runs) {
      checkRange(client, clock, len)
      // Yjs notes what must wait by the distance to the one before: what is out of order would be another place.
      if (clock < known) throw new Error('deletions are out of order')
      known = clock + len
      if (len < 1) throw new Error('a deletion is empty')
      deletions.push({ client, clock, length: len })
    }
  }
  return { structs, deletions, roots, weight, adds: weight > 0, deletes: deletions.length > 0, values }
}

/** Gives how many values it has. */
const checkStruct = (struct: Struct): number => {
  const { id, length } = struct
  checkRange(id.client, id.clock, length)
  if (struct instanceof Y.Skip) return 0
  if (length < 1) throw new Error('a struct is empty')
  if (!(struct instanceof Y.Item)) return 0
  for (const reference of [struct.origin, struct.rightOrigin, struct.parent]) {
    if (!(reference instanceof Y.ID)) continue
    checkRange(reference.client, reference.clock, 0)
    // Yjs takes it for granted that a client refers to what it wrote before.
    if (reference.client === id.client && reference.clock >= id.clock) {
      throw new Error('a struct refers to a later one')
    }
  }
  return countValues(valuesOf(struct.content))
}

/** lib0 lets larger integers pass here and there, and then nobody can read the state vector. */
const checkRange = (client: number, clock: number, length: number): void => {
  if (!Number.isSafeInteger(client) || !Number.isSafeInteger(clock + length)) {
    throw new Error('an integer is out of range')
  }
}

/** The values of a struct that Yjs writes by recursion. */
const valuesOf = (content: Y.Item['content']): readonly unknown[] => {
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return content.arr
  if (content instanceof Y.ContentEmbed) return [content.embed]
  if (content instanceof Y.ContentFormat) return [content.value]
  if (content instanceof Y.ContentDoc) return [content.opts]
  return []
}

/** A level at a time, with no recursion of its own; throws where there are too many levels. */
const countValues = (values: readonly unknown[]): number => {
  let count = values.length
  let level = values.filter(isNesting)
  for (let depth = 0; level.length > 0; depth++) {
    if (depth >= VALUE_DEPTH) throw new Error(`a value is nested deeper than ${VALUE_DEPTH}`)
    level = level.flatMap((nesting) => {
      const inner = Object.values(nesting)
      count += inner.length
      return inner.filter(isNesting)
    })
  }
  return count
}

const isNesting = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)
