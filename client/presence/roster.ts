import { changeBetween, type JsonObject } from '../../shared/index.ts'
import type { Timers } from '../environment.ts'

/** One clientID that is, or was a moment ago, in the room. The same object until something in it changes. */
export interface Tab {
  readonly clientId: number
  /** What it said of itself, as everyone sees it. */
  readonly state: JsonObject
  /** `reconnecting`: lost without a word, kept for a while since it mostly comes back. */
  readonly status: 'here' | 'reconnecting'
  /** Rises with each change of state in this client: the tab with the highest is the latest active. */
  readonly changedAt: number
}

/** How long a lost tab is kept, in ms. */
const KEEP_LOST_MS = 10_000

export interface Roster {
  /** Takes what the room says of one client. */
  set(clientId: number, state: JsonObject): void
  /** It is gone; `isLost` says that nobody said goodbye. */
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

/**
 * Everyone else in the room, tab by tab, with those who were lost a moment ago. `expired` is called when one of these
 * has gone by itself.
 */
export const createRoster = (timers: Timers, expired: () => void): Roster => {
  const tabs = new Map<number, Tab>()
  const cancelByClient = new Map<number, () => void>()
  let isLost = false
  let changes = 0

  const forgetTimer = (clientId: number) => {
    cancelByClient.get(clientId)?.()
    cancelByClient.delete(clientId)
  }

  /** Time passes for the lost only while this client would hear of their return. */
  const keepForAWhile = (clientId: number) => {
    forgetTimer(clientId)
    const expire = () => {
      cancelByClient.delete(clientId)
      tabs.delete(clientId)
      expired()
    }
    cancelByClient.set(clientId, timers.after(KEEP_LOST_MS, expire))
  }

  const markLost = (tab: Tab) => {
    if (tab.status === 'here') tabs.set(tab.clientId, { ...tab, status: 'reconnecting' })
  }

  return {
    tabs,

    set(clientId, state) {
      const before = tabs.get(clientId)
      forgetTimer(clientId)
      const isSame = before !== undefined && changeBetween(before.state, state) === null
      if (isSame && before.status === 'here') return
      if (!isSame) changes += 1
      tabs.set(clientId, {
        clientId,
        state: isSame ? before.state : state,
        status: 'here',
        changedAt: isSame ? before.changedAt : changes,
      })
    },

    remove(clientId, wasLost) {
      const before = tabs.get(clientId)
      if (before === undefined) return
      if (wasLost) {
        markLost(before)
        if (!isLost) keepForAWhile(clientId)
      } else {
        forgetTimer(clientId)
        tabs.delete(clientId)
      }
    },

    nextChange: () => ++changes,

    lose() {
      isLost = true
      for (const cancel of cancelByClient.values()) cancel()
      cancelByClient.clear()
      for (const tab of tabs.values()) markLost(tab)
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
