import * as decoding from 'lib0/decoding'
import { fault, ok, type Result } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import { unreadable } from './attempt.ts'
import { MOST_CLIENTS } from './document-bounds.ts'

/** The clock of each client up to which the holder of a state vector has what that client wrote. */
export type Known = ReadonlyMap<number, number>

/** So many entries are read in one step. */
const STEP_ENTRIES = 2_000

/** Reads a state vector; of the clients that it names only those of a document are kept. */
export function* readStateVector(
  bytes: Uint8Array,
  clients: ReadonlyMap<number, unknown>,
): Work<Result<Known, 'bad-state-vector'>> {
  const known = new Map<number, number>()
  try {
    const decoder = decoding.createDecoder(bytes)
    const count = decoding.readVarUint(decoder)
    // It may be that of a document which was loaded before there was a bound.
    if (count > MOST_CLIENTS) return TOO_MANY
    for (let read = 1; read <= count; read++) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      if (clients.has(client)) known.set(client, clock)
      if (read % STEP_ENTRIES === 0) yield
    }
    return ok(known)
  } catch (error) {
    return unreadable('bad-state-vector', error)
  }
}

const TOO_MANY = fault('bad-state-vector', `It names more than ${MOST_CLIENTS} clients.`)
