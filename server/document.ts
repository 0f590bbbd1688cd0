import * as Y from 'yjs'
import { fault, ok, type Result, writeFrame } from '../shared/index.ts'

/** A state vector that knows nothing: what a client with an empty document sends. */
const EMPTY_STATE_VECTOR_BYTES = 1

/** An update without structs and deletions. */
const EMPTY_UPDATE_BYTES = 2

export type UpdateFault = 'bad-update' | 'bad-state-vector'

/** A room's Yjs document: bytes in and out, validated before they touch it. */
export interface Document {
  readonly doc: Y.Doc
  /** Applies an update whole or not at all. */
  apply(update: Uint8Array, origin: unknown): Result<void, UpdateFault>
  /** The frame that answers sync step 1: what the holder of `stateVector` lacks. */
  answer(stateVector: Uint8Array): Result<Uint8Array, UpdateFault>
  /** The relay's own step 1. */
  ask(): Uint8Array
  snapshot(): Uint8Array
  close(): void
}

/** True for the update of a client that has nothing to say. */
export const isEmptyUpdate = (update: Uint8Array): boolean =>
  update.length === EMPTY_UPDATE_BYTES && update[0] === 0 && update[1] === 0

export const createDocument = (onUpdate: (update: Uint8Array, origin: unknown) => void): Document => {
  const doc = new Y.Doc()
  /** The answer for whoever has nothing yet: made once per version, sent to every joiner. */
  let fullAnswer: Uint8Array | null = null
  let question: Uint8Array | null = null

  doc.on('update', (update: Uint8Array, origin: unknown) => {
    fullAnswer = null
    question = null
    onUpdate(update, origin)
  })

  return {
    doc,

    apply: (update, origin) =>
      attempt('bad-update', () => {
        // Yjs integrates structs before it reads deletions: bytes that end too early would be half applied.
        Y.decodeUpdate(update)
        Y.applyUpdate(doc, update, origin)
      }),

    answer(stateVector) {
      if (stateVector.length > EMPTY_STATE_VECTOR_BYTES) {
        return attempt('bad-state-vector', () => writeFrame.step2(Y.encodeStateAsUpdate(doc, stateVector)))
      }
      fullAnswer ??= writeFrame.step2(Y.encodeStateAsUpdate(doc))
      return ok(fullAnswer)
    },

    ask() {
      question ??= writeFrame.step1(Y.encodeStateVector(doc))
      return question
    },

    snapshot: () => Y.encodeStateAsUpdate(doc),

    close: () => doc.destroy(),
  }
}

const attempt = <Value>(code: UpdateFault, work: () => Value): Result<Value, UpdateFault> => {
  try {
    return ok(work())
  } catch (error) {
    return fault(code, `Yjs cannot read it: ${error instanceof Error ? error.message : 'unknown'}`)
  }
}
