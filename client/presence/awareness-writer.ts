import type { Awareness } from 'y-protocols/awareness'
import { changeBetween } from '../../shared/index.ts'
import { fenced, type Report } from '../fence.ts'
import type { SaidState, StatesChange } from './states.ts'

/** The origin of what came from the room, for listeners of the Awareness. */
const FROM_ROOM = 'homeroom'

/**
 * Writes what a message said into an Awareness, with one `change` and one `update` for all of it, by the rules of y-protocols:
 * what is older than what is known is left out. A state in which nothing is different keeps its identity and is no `change`.
 * What a listener throws is reported.
 */
export const writeStates = (awareness: Awareness, said: readonly SaidState[], report: Report): void => {
  const { added, updated, changed, removed } = write(awareness, said)
  const tell = (name: 'change' | 'update', change: StatesChange) => {
    if (change.added.length + change.updated.length + change.removed.length > 0)
      fenced(report, () => awareness.emit(name, [change, FROM_ROOM]))
  }
  tell('change', { added, updated: changed, removed })
  tell('update', { added, updated, removed })
}

const write = (
  { states, meta }: Awareness,
  said: readonly SaidState[],
): StatesChange & { readonly changed: number[] } => {
  const added: number[] = []
  const updated: number[] = []
  const changed: number[] = []
  const removed: number[] = []

  for (const { clientId, state, clock: given } of said) {
    const before = states.get(clientId)
    const clockBefore = meta.get(clientId)?.clock ?? 0
    const clock = given ?? clockBefore + 1
    const isGone = state === null && before !== undefined
    if (clock < clockBefore || (clock === clockBefore && !isGone)) continue
    // The relay says which entries are gone, and renews none: y-protocols drops what is older than 30 s by this clock, and what
    // has no clock of its own never is.
    meta.set(clientId, { clock, lastUpdated: given === undefined ? Number.POSITIVE_INFINITY : Date.now() })
    if (state === null) {
      if (states.delete(clientId)) removed.push(clientId)
    } else if (before === undefined) {
      states.set(clientId, state)
      added.push(clientId)
    } else {
      updated.push(clientId)
      if (changeBetween(before, state) !== null) {
        states.set(clientId, state)
        changed.push(clientId)
      }
    }
  }
  return { added, updated, changed, removed }
}
