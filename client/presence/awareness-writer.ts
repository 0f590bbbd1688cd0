import type { Awareness } from 'y-protocols/awareness'
import { changeBetween } from '../../shared/index.ts'
import { fenced, type Report } from '../fence.ts'
import type { Said } from './short-ids.ts'

/** What the events of an Awareness say. */
export interface AwarenessChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/** Not instanceof: an app may have loaded y-protocols twice. */
export const isAwareness = (value: unknown): value is Awareness =>
  typeof value === 'object' &&
  value !== null &&
  'setLocalState' in value &&
  'states' in value &&
  'doc' in value

/**
 * Writes what a message said into an Awareness, with one `change` and one `update` for all of it, as y-protocols' own reader
 * does. A state in which nothing is different keeps its identity and is no `change`. What a listener throws is reported.
 */
export const writeStates = (awareness: Awareness, said: Said, origin: unknown, report: Report): void => {
  const { added, updated, changed, removed } = write(awareness, said)
  const tell = (name: 'change' | 'update', change: AwarenessChange) => {
    if (change.added.length + change.updated.length + change.removed.length > 0)
      fenced(report, () => awareness.emit(name, [change, origin]))
  }
  tell('change', { added, updated: changed, removed })
  tell('update', { added, updated, removed })
}

const write = ({ states, meta }: Awareness, said: Said): AwarenessChange & { readonly changed: number[] } => {
  const added: number[] = []
  const updated: number[] = []
  const changed: number[] = []
  const removed: number[] = []

  for (const [clientId, state] of said) {
    const before = states.get(clientId)
    if (typeof state === 'string') {
      if (before === undefined) continue
      states.delete(clientId)
      removed.push(clientId)
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
    // The relay says which entries are gone, and renews none: y-protocols drops what is older than 30 s, and this never is.
    const lastUpdated = Number.POSITIVE_INFINITY
    meta.set(clientId, { clock: (meta.get(clientId)?.clock ?? 0) + 1, lastUpdated })
  }
  return { added, updated, changed, removed }
}
