import type { Awareness } from 'y-protocols/awareness'
import { changeBetween } from '../../shared/index.ts'
import type { Said } from './short-ids.ts'

/** What the events of an Awareness say. */
export interface AwarenessChange {
  readonly added: number[]
  readonly updated: number[]
  readonly removed: number[]
}

/**
 * Puts what a frame said into an Awareness, with one `change` and one `update` for all of it, as y-protocols' own reader
 * does. A state in which nothing is different keeps its identity and is no `change`.
 */
export const putStates = (awareness: Awareness, said: Said, origin: unknown): void => {
  const { states, meta } = awareness
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
    // The relay says who is gone, and renews nobody: y-protocols drops what is older than 30 s, and this never is.
    const lastUpdated = Number.POSITIVE_INFINITY
    meta.set(clientId, { clock: (meta.get(clientId)?.clock ?? 0) + 1, lastUpdated })
  }

  const tell = (name: 'change' | 'update', change: AwarenessChange) => {
    if (change.added.length + change.updated.length + change.removed.length > 0)
      awareness.emit(name, [change, origin])
  }
  tell('change', { added, updated: changed, removed })
  tell('update', { added, updated, removed })
}
