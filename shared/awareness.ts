import * as encoding from 'lib0/encoding'
import { readBytes, readRun, readUint } from './bytes.ts'
import type { Result } from './result.ts'

/** One entry of an awareness update, its state still bytes: who does not own it never has it parsed. */
export interface RawEntry {
  readonly clientId: number
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

/** Reads an awareness update (y-protocols): count, then id, clock and state of each. Bounded; never throws. */
export const readAwareness = (bytes: Uint8Array): Result<RawEntry[], 'bad-bytes'> =>
  readBytes(bytes, (decoder) => {
    const count = readUint(decoder)
    // Each entry has at least three bytes; a count that lies is found out before anything is made for it.
    if (count * 3 > bytes.length - decoder.pos) throw new Error('more entries than bytes')
    const entries: RawEntry[] = []
    for (let i = 0; i < count; i++) {
      const clientId = readUint(decoder)
      const clock = readUint(decoder)
      entries.push({ clientId, clock, stateBytes: readRun(decoder) })
    }
    if (decoder.pos !== bytes.length) throw new Error('bytes are left over')
    return entries
  })

/** An entry as it stands inside an update; made once and sent to everyone. */
export const encodeEntry = ({ clientId, clock, json }: Entry): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, clientId)
  encoding.writeVarUint(encoder, clock)
  encoding.writeVarString(encoder, json)
  return encoding.toUint8Array(encoder)
}

/** An awareness update of encoded entries, which every Yjs client reads. */
export const joinEntries = (encoded: readonly Uint8Array[]): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, encoded.length)
  for (const entry of encoded) encoding.writeUint8Array(encoder, entry)
  return encoding.toUint8Array(encoder)
}
