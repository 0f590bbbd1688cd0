import * as encoding from 'lib0/encoding'
import { Cursor, encode } from './bytes.ts'

/** The messages of y-protocols, by their first byte. */
export const MESSAGE = { sync: 0, awareness: 1, auth: 2 } as const

const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** The state vector of an empty document. */
const NOTHING = Uint8Array.of(0)

/** The update that holds nothing: no structs, no deletions. */
const NO_UPDATE = Uint8Array.of(0, 0)

const write = (type: number, bytes: Uint8Array): Uint8Array =>
  encode((encoder) => {
    encoding.writeVarUint(encoder, MESSAGE.sync)
    encoding.writeVarUint(encoder, type)
    encoding.writeVarUint8Array(encoder, bytes)
  })

/** Asks for all of the document. */
export const STEP_1 = write(SYNC.step1, NOTHING)

/** The answer of somebody who has nothing that the relay has not. */
export const EMPTY_STEP_2 = write(SYNC.step2, NO_UPDATE)

export const writeUpdate = (update: Uint8Array): Uint8Array => write(SYNC.update, update)

export type SyncMessage =
  | { readonly kind: 'step1' }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }

/** A sync message, as a copy; null where a frame is another one. */
export const readSync = (bytes: Uint8Array, start: number, end: number): SyncMessage | null => {
  if (bytes[start] !== MESSAGE.sync) return null
  const cursor = new Cursor(bytes, start + 1, end)
  const type = cursor.varUint()
  if (type === SYNC.step1) return { kind: 'step1' }
  return { kind: type === SYNC.step2 ? 'step2' : 'update', update: cursor.varBytes() }
}
