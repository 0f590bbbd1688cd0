import type { Awareness } from 'y-protocols/awareness'

export interface PresenceEvent {
  readonly kind: 'added' | 'updated' | 'removed'
  readonly id: number
}

/** Everything that an awareness tells its application from now on, one line for each client. */
export const presenceEvents = (awareness: Awareness): PresenceEvent[] => {
  const events: PresenceEvent[] = []
  awareness.on('change', (change: Record<PresenceEvent['kind'], number[]>) => {
    for (const kind of ['added', 'updated', 'removed'] as const) {
      for (const id of change[kind]) events.push({ kind, id })
    }
  })
  return events
}
