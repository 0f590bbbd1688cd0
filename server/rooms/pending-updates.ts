import * as Y from 'yjs'
import type { Need } from './pending-structs.ts'

/** What holding an update costs beside its bytes. */
const BYTES_PER_UPDATE = 128

/** Yjs merges many updates in a time that grows with their square: a few at a time, it does not. */
const MERGED_AT_ONCE = 64

/** Places of what is released already are cleared away once there are so many more of them than of what waits. */
const STALE_PLACES = 1_024

interface Waiting {
  readonly update: Uint8Array
  isReleased: boolean
}

/** That an update may go on when its client has written so much. */
interface ConnectionSlot {
  readonly clock: number
  readonly waiting: Waiting
}

/** What waits for one client; sorted, the lowest clock last, when something of it is released. */
interface Group {
  lowest: number
  isSorted: boolean
  places: ConnectionSlot[]
}

/**
 * Updates that cannot be applied yet, or what was left of them. Yjs would keep them too, and merge all of them again with
 * each new one: with some thousands that takes minutes, and the relay stands still.
 */
export interface PendingUpdates {
  /** Keeps `update` until any of `needs` is met. */
  hold(update: Uint8Array, needs: readonly Need[]): void
  /**
   * Gives `apply` what waits no more, each as soon as it can be applied; `known` says what is known of a client. What
   * `apply` cannot use yet it may hold again, for something else.
   */
  release(known: (client: number) => number, apply: (update: Uint8Array) => void): void
  /** `update` with everything that waits. */
  mergedWith(update: Uint8Array): Uint8Array
  readonly bytes: number
}

/** What holding an update takes. */
export const heldBytes = (update: Uint8Array): number => update.length + BYTES_PER_UPDATE

export const createPendingUpdates = (): PendingUpdates => {
  const groupByClient = new Map<number, Group>()
  const waitings = new Set<Waiting>()
  let places = 0
  let bytes = 0

  const put = (client: number, place: ConnectionSlot) => {
    places += 1
    const group = groupByClient.get(client)
    if (group === undefined)
      groupByClient.set(client, { lowest: place.clock, isSorted: true, places: [place] })
    else {
      group.isSorted = false
      group.lowest = Math.min(group.lowest, place.clock)
      group.places.push(place)
    }
  }

  /** The next one of a group that can go on; null where there is none. */
  const takeFrom = (client: number, group: Group, clock: number): Waiting | null => {
    while (group.lowest <= clock) {
      if (!group.isSorted) group.places.sort((one, other) => other.clock - one.clock)
      group.isSorted = true
      const place = group.places.pop()
      places -= 1
      const next = group.places.at(-1)
      if (next === undefined) groupByClient.delete(client)
      group.lowest = next?.clock ?? Number.POSITIVE_INFINITY
      if (place !== undefined && !place.waiting.isReleased) return place.waiting
    }
    return null
  }

  const end = (waiting: Waiting) => {
    waiting.isReleased = true
    waitings.delete(waiting)
    bytes -= heldBytes(waiting.update)
  }

  /** Who waits for several has a place with each, and goes on with the first. */
  const clearStale = () => {
    places = 0
    for (const [client, group] of groupByClient) {
      group.places = group.places.filter(({ waiting }) => !waiting.isReleased)
      places += group.places.length
      if (group.places.length === 0) groupByClient.delete(client)
    }
  }

  return {
    hold(update, needs) {
      const waiting = { update, isReleased: false }
      waitings.add(waiting)
      bytes += heldBytes(update)
      for (const { client, clock } of needs) put(client, { clock, waiting })
    },

    release(known, apply) {
      let hasReleased = waitings.size > 0
      while (hasReleased) {
        hasReleased = false
        for (const [client, group] of groupByClient) {
          let waiting = takeFrom(client, group, known(client))
          for (; waiting !== null; waiting = takeFrom(client, group, known(client))) {
            end(waiting)
            apply(waiting.update)
            hasReleased = true
          }
        }
      }
      if (places > waitings.size + STALE_PLACES) clearStale()
    },

    mergedWith(update) {
      let updates = [...waitings].map((waiting) => waiting.update)
      while (updates.length > MERGED_AT_ONCE)
        updates = inGroups(updates).map((group) => Y.mergeUpdates(group))
      return updates.length === 0 ? update : Y.mergeUpdates([update, ...updates])
    },

    get bytes() {
      return bytes
    },
  }
}

const inGroups = (updates: readonly Uint8Array[]): Uint8Array[][] =>
  Array.from({ length: Math.ceil(updates.length / MERGED_AT_ONCE) }, (_, index) =>
    updates.slice(index * MERGED_AT_ONCE, (index + 1) * MERGED_AT_ONCE),
  )
