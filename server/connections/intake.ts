import { joinChanges, type RawEntry, type StateChange } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { createBucket } from '../base/rate.ts'

/** Changes of presence that a connection may make: a display shows no more of them. */
const PER_SECOND = 60
const BURST = 120

/** What a connection says of its own entries, as far as it is taken now. */
export interface Sayings {
  readonly entries: readonly RawEntry[]
  readonly change: StateChange | null
}

/** How fast a connection's presence is taken. What comes too fast waits, and the latest of it is taken in time. */
export const createIntake = (clock: Clock) => {
  const bucket = createBucket(clock, BURST, PER_SECOND)
  const entryByClient = new Map<number, RawEntry>()
  let change: StateChange | null = null

  const take = (): Sayings | null => {
    if ((entryByClient.size === 0 && change === null) || !bucket.take()) return null
    const sayings = { entries: [...entryByClient.values()], change }
    entryByClient.clear()
    change = null
    return sayings
  }

  return {
    /** Whole states: each takes the place of all that was said of it before, `selfClient` also of changes. */
    entries(entries: readonly RawEntry[], selfClient: number | null): Sayings | null {
      for (const entry of entries) {
        if (entry.clientId === selfClient) change = null
        // An entry that is named twice means what it says last.
        entryByClient.delete(entry.clientId)
        entryByClient.set(entry.clientId, entry)
      }
      return take()
    },

    changes(changes: readonly StateChange[]): Sayings | null {
      for (const next of changes) change = change === null ? next : joinChanges(change, next)
      return take()
    },

    /** What waits, where its time has come. */
    due: take,
  }
}
