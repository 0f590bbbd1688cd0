import { isJsonObject, type JsonObject } from '../shared/index.ts'
import type { Timers } from './environment.ts'

/** One clientID that is, or was a moment ago, in the room. */
export interface Tab {
  readonly clientId: number
  /** What it said of itself, as everyone sees it. The same object until it changes. */
  readonly state: JsonObject
  /** `reconnecting`: lost without a word, kept for a while since it mostly comes back. */
  readonly status: 'here' | 'reconnecting'
  /** Rises with each change of state in this client: the tab with the highest is the latest active. */
  readonly changedAt: number
}

/** How long a lost tab is kept, in ms. */
const KEEP_LOST_MS = 10_000

export interface Roster {
  /** Takes what the room says of one client; null says that it is gone, and `isLost` that nobody said goodbye. */
  set(clientId: number, state: unknown): void
  remove(clientId: number, isLost: boolean): void
  /** This client's own connection is lost: what the others do is not known any more. */
  lose(): void
  /** It is back, and everyone who is there has been named. */
  settle(): void
  readonly tabs: ReadonlyMap<number, Tab>
  /** The number of a change that happens now: own ones count among those of the others. */
  nextChange(): number
  stop(): void
}

/** Everyone else in the room, tab by tab, with those who were lost a moment ago. */
export const createRoster = (timers: Timers, changed: () => void): Roster => {
  const tabs = new Map<number, Tab>()
  const cancelByClient = new Map<number, () => void>()
  let isLost = false
  let changes = 0

  const drop = (clientId: number) => {
    cancelByClient.get(clientId)?.()
    cancelByClient.delete(clientId)
    if (tabs.delete(clientId)) changed()
  }

  /** Time passes for the lost only while this client would hear of their return. */
  const keepForAWhile = (clientId: number) => {
    cancelByClient.get(clientId)?.()
    cancelByClient.set(
      clientId,
      timers.after(KEEP_LOST_MS, () => drop(clientId)),
    )
  }

  return {
    tabs,

    set(clientId, state) {
      const before = tabs.get(clientId)
      cancelByClient.get(clientId)?.()
      cancelByClient.delete(clientId)
      // A stock relay passes on what is no object; a reader of states must not trip over it.
      const next = isJsonObject(state as JsonObject) ? (state as JsonObject) : {}
      const isSame = before !== undefined && JSON.stringify(before.state) === JSON.stringify(next)
      if (isSame && before.status === 'here') return
      if (!isSame) changes += 1
      tabs.set(clientId, {
        clientId,
        state: isSame ? before.state : next,
        status: 'here',
        changedAt: isSame ? before.changedAt : changes,
      })
      changed()
    },

    remove(clientId, wasLost) {
      const before = tabs.get(clientId)
      if (before === undefined) return
      if (!wasLost) return drop(clientId)
      tabs.set(clientId, { ...before, status: 'reconnecting' })
      if (!isLost) keepForAWhile(clientId)
      changed()
    },

    nextChange: () => ++changes,

    lose() {
      isLost = true
      for (const cancel of cancelByClient.values()) cancel()
      cancelByClient.clear()
      for (const [clientId, tab] of tabs) tabs.set(clientId, { ...tab, status: 'reconnecting' })
      changed()
    },

    settle() {
      isLost = false
      for (const [clientId, { status }] of tabs) if (status === 'reconnecting') keepForAWhile(clientId)
    },

    stop() {
      for (const cancel of cancelByClient.values()) cancel()
      cancelByClient.clear()
    },
  }
}
