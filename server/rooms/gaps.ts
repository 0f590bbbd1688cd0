import * as Y from 'yjs'
import type { Need } from './update-check.ts'

/** What holding an update costs beside its bytes. */
const BYTES_PER_UPDATE = 128

/** Yjs merges many updates in a time that grows with their square: a few at a time, it does not. */
const MERGED_AT_ONCE = 64

interface Waiting {
  readonly update: Uint8Array
  /** What the client that it waits for must have written. */
  readonly clock: number
}

/** What waits for one client. */
interface Group {
  lowest: number
  readonly waiting: Waiting[]
}

/**
 * Updates of which nothing can be applied yet. Yjs would keep them too, and merge all of them again with each new one: with
 * some thousands that takes minutes, and the relay stands still.
 */
export interface Gaps {
  hold(update: Uint8Array, missing: Need): void
  /** Gives `apply` what waits no more, each as soon as it can be applied; `known` says what is known of a client. */
  release(known: (client: number) => number, apply: (update: Uint8Array) => void): void
  /** `update` with everything that waits. */
  mergedWith(update: Uint8Array): Uint8Array
  readonly bytes: number
}

export const createGaps = (): Gaps => {
  const groupByClient = new Map<number, Group>()
  let bytes = 0

  /** Each one may be what the next one waits for. True where any was released. */
  const releaseGroup = (
    client: number,
    group: Group,
    known: (client: number) => number,
    apply: (update: Uint8Array) => void,
  ): boolean => {
    if (group.lowest > known(client)) return false
    const waiting = group.waiting.toSorted((a, b) => a.clock - b.clock)
    let released = 0
    for (const { update, clock } of waiting) {
      if (clock > known(client)) break
      released += 1
      bytes -= update.length + BYTES_PER_UPDATE
      apply(update)
    }
    const left = waiting.slice(released)
    const lowest = left[0]?.clock
    if (lowest === undefined) groupByClient.delete(client)
    else groupByClient.set(client, { lowest, waiting: left })
    return released > 0
  }

  return {
    hold(update, { client, clock }) {
      bytes += update.length + BYTES_PER_UPDATE
      const group = groupByClient.get(client)
      if (group === undefined) groupByClient.set(client, { lowest: clock, waiting: [{ update, clock }] })
      else {
        group.waiting.push({ update, clock })
        group.lowest = Math.min(group.lowest, clock)
      }
    },

    release(known, apply) {
      let hasReleased = groupByClient.size > 0
      while (hasReleased) {
        hasReleased = false
        for (const [client, group] of [...groupByClient])
          hasReleased = releaseGroup(client, group, known, apply) || hasReleased
      }
    },

    mergedWith(update) {
      let updates = [...groupByClient.values()].flatMap(({ waiting }) => waiting.map((one) => one.update))
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
