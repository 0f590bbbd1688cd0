import { createValue, type Readable } from '../store.ts'
import {
  eventsBetween,
  groupTabs,
  handQueue,
  hasSame,
  type Person,
  type PersonEvent,
  type Presence,
} from './people.ts'
import type { Tab } from './roster.ts'

/** Somebody else's tab. */
export interface Other extends Presence {
  readonly clientId: number
  readonly status: Tab['status']
}

export interface People extends Readable<readonly Person[]> {
  /** Calls `listener` once for each thing that happens to somebody; not for who is there already. */
  listen(listener: (event: PersonEvent) => void): () => void
}

/** Who is in the room, as it is shown. What has not changed keeps its identity. */
export interface Lists {
  /** Every other tab. */
  readonly others: Readable<readonly Other[]>
  /** Everyone, this client too: tabs of one verified person are one. */
  readonly people: People
  /** Whose hand is up, first come first. */
  readonly hands: Readable<readonly Person[]>
  /** Takes the tabs as they are now; `own` is null where this client is not present. */
  publish(tabs: readonly Tab[], own: Tab | null): void
  /** From now on what happens to people is news. */
  settle(): void
  stop(): void
}

export const createLists = (selfId: number): Lists => {
  const others = createValue<readonly Other[]>([])
  const people = createValue<readonly Person[]>([])
  const hands = createValue<readonly Person[]>([])
  const listeners = new Set<(event: PersonEvent) => void>()
  const otherByTab = new WeakMap<Tab, Other>()
  let isSettled = false

  const otherOf = (tab: Tab): Other => {
    const known = otherByTab.get(tab)
    if (known !== undefined) return known
    const { clientId, state, status } = tab
    const other = { ...(state as Presence), clientId, status }
    otherByTab.set(tab, other)
    return other
  }

  return {
    others,
    people: {
      get: people.get,
      subscribe: people.subscribe,
      listen(listener) {
        const own = (event: PersonEvent) => listener(event)
        listeners.add(own)
        return () => {
          listeners.delete(own)
        }
      },
    },
    hands,

    publish(tabs, own) {
      const othersNow = tabs.map(otherOf)
      if (!hasSame(othersNow, others.get())) others.set(othersNow)
      const before = people.get()
      const after = groupTabs(own === null ? tabs : [own, ...tabs], selfId, before)
      people.set(after)
      hands.set(handQueue(after, hands.get()))
      if (!isSettled || after === before || listeners.size === 0) return
      for (const event of eventsBetween(before, after)) {
        if (!event.person.isSelf) for (const listener of [...listeners]) listener(event)
      }
    },

    settle() {
      isSettled = true
    },

    stop: () => listeners.clear(),
  }
}
