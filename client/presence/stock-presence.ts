import { parseState, readAwareness, readBytes, readRun } from '../../shared/index.ts'
import type { SaidState } from './awareness-writer.ts'

/** Reads the body of an awareness message (y-protocols): a relay of another make sends no other, and passes on what it gets. */
export const readStock = (body: Uint8Array): readonly SaidState[] | null => {
  const update = readBytes(body, readRun)
  const read = update.ok ? readAwareness(update.value) : update
  if (!read.ok) return null
  return read.value.entries.flatMap(({ clientId, clock, stateBytes }) => {
    const state = parseState(stateBytes)
    return state.ok ? [{ clientId, clock, state: state.value }] : []
  })
}
