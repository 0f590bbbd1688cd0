import {
  type Decoder,
  encode,
  readBytes,
  readEnd,
  readRun,
  readUint,
  writeBytes,
  writeString,
  writeUint,
} from './bytes.ts'
import type { Result } from './result.ts'

/** One entry of an awareness update, its state still bytes: it is parsed for its owner alone. */
export interface RawEntry {
  /** The clientID of its Y.Doc. */
  readonly clientId: number
  /** Rises with each change of the entry. */
  readonly clock: number
  /** UTF-8 JSON; `null` says that the client is gone. */
  readonly stateBytes: Uint8Array
}

/** One entry to be written. */
export interface Entry {
  readonly clientId: number
  readonly clock: number
  /** JSON text; `null` says that the client is gone. */
  readonly json: string
}

/** Whether the entry of a client is left out unread, which says that it is gone or something else; `skipped` counts them. */
export type Skip = (clientId: number, isGone: boolean) => boolean

/** What an awareness update holds. */
export interface AwarenessUpdate {
  readonly entries: readonly RawEntry[]
  /** How many entries were left out unread. */
  readonly skipped: number
}

/** The least that an entry has. */
export const ENTRY_BYTES = 3

/** Bytes of `null`, which says that a client is gone. */
const NULL_BYTES = 4

/**
 * Reads an awareness update (y-protocols): count, then id, clock and state of each. Bounded; never throws. What `skip`
 * leaves out is passed over by its length.
 */
export const readAwareness = (bytes: Uint8Array, skip?: Skip): Result<AwarenessUpdate, 'bad-bytes'> =>
  readBytes(bytes, (decoder) => decodeAwareness(decoder, skip))

/** The same of a decoder whose bytes end with the update; throws at bytes that are none. */
export const decodeAwareness = (decoder: Decoder, skip?: Skip): AwarenessUpdate => {
  const { arr: bytes } = decoder
  const count = readUint(decoder)
  // A count that lies is found out before anything is made for it.
  if (count * ENTRY_BYTES > bytes.length - decoder.pos) throw new Error('more entries than bytes')
  const entries: RawEntry[] = []
  let skipped = 0
  for (let i = 0; i < count; i++) {
    const clientId = readUint(decoder)
    const clock = readUint(decoder)
    const stateBytes = readRun(decoder)
    if (skip?.(clientId, stateBytes.length === NULL_BYTES)) skipped += 1
    else entries.push({ clientId, clock, stateBytes })
  }
  readEnd(decoder)
  return { entries, skipped }
}

/** An entry as it stands inside an update; made once and sent to everyone. */
export const encodeEntry = ({ clientId, clock, json }: Entry): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, clientId)
    writeUint(encoder, clock)
    writeString(encoder, json)
  })

/** An awareness update of encoded entries, which every Yjs client reads. */
export const joinEntries = (encoded: readonly Uint8Array[]): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, encoded.length)
    for (const entry of encoded) writeBytes(encoder, entry)
  })
