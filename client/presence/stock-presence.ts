import { parseState, readAwareness, readBytes, readRun } from '../../shared/index.ts'
import * as TYPE from '../../shared/message-types.ts'
import type { Channel } from '../part.ts'
import type { PresenceStates, SaidState } from './states.ts'

/**
 * Hears awareness messages (y-protocols): a relay of another make sends no other, and passes on what it gets. `take` gets what they
 * say of others.
 */
export const listenToStock = (
  channel: Channel,
  awareness: Pick<PresenceStates, 'clientID'>,
  take: (said: readonly SaidState[]) => void,
): void =>
  channel.listen(TYPE.awareness, (body) => {
    const said = readStock(body)
    if (said !== null) take(said.filter(({ clientId }) => clientId !== awareness.clientID))
  })

const readStock = (body: Uint8Array): readonly SaidState[] | null => {
  const update = readBytes(body, readRun)
  const read = update.ok ? readAwareness(update.value) : update
  if (!read.ok) return null
  return read.value.entries.flatMap(({ clientId, clock, stateBytes }) => {
    const state = parseState(stateBytes)
    return state.ok ? [{ clientId, clock, state: state.value }] : []
  })
}
