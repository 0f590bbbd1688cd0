// Updates, or parts of them, that build on something that has not come: taken out of Yjs, and kept until they can be applied.
import { hash } from 'node:crypto'
import * as Y from 'yjs'
import { LateMap } from '../base/late-map.ts'
import type { Work } from '../base/turns.ts'
import { inGroups, MERGED_AT_ONCE, mergeGroup } from '../base/update-groups.ts'

/** What holding an update costs beside its bytes. */
const BYTES_PER_UPDATE = 128

/** Places of what is released already are cleared away once there are so many more of them than of what waits. */
const STALE_PLACES = 1_024

/** That a document must know so much of what `client` has written. */
export interface Need {
  readonly client: number
  readonly clock: number
}

interface Waiting {
  readonly update: Uint8Array
  /** What it is known by if it comes again. */
  readonly digest: string
  isReleased: boolean
}

/** That an update may go on when its client has written so much. */
interface Place {
  readonly clock: number
  readonly waiting: Waiting
}

/** What waits for one client; sorted, the lowest clock last, when something of it is released. */
interface Group {
  lowest: number
  isSorted: boolean
  places: Place[]
}

/** What holding an update takes. */
export const heldBytes = (update: Uint8Array): number => update.length + BYTES_PER_UPDATE

/**
 * Updates that cannot be applied yet, or what was left of them. Yjs would keep them too, and merge all of them again with
 * each new one: with some thousands that takes minutes, and the relay stands still.
 */
export class PendingUpdates {
  readonly #groupByClient = new LateMap<number, Group>()
  readonly #waitings = new Set<Waiting>()
  readonly #digests = new Set<string>()
  #places = 0
  /** What is being applied by the caller of `release`, and may be half done. */
  #underWay: readonly Uint8Array[] = []
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  /** Whether this very update waits: whoever lacks what it builds on sends it with each connection. */
  has(update: Uint8Array): boolean {
    return this.#digests.has(digestOf(update))
  }

  /** Keeps `update` until any of `needs` is met; one that waits already is not kept twice. */
  hold(update: Uint8Array, needs: readonly Need[]): void {
    const digest = digestOf(update)
    if (this.#digests.has(digest)) return
    this.#digests.add(digest)
    const waiting = { update, digest, isReleased: false }
    this.#waitings.add(waiting)
    this.#bytes += heldBytes(update)
    for (const { client, clock } of needs) this.#put(client, { clock, waiting })
  }

  /**
   * Gives what waits no more, as soon as it can be applied, many updates as one: each that is applied costs time that grows with
   * the document. `known` says what is known of a client. What cannot be used yet may be held again meanwhile.
   */
  *release(known: (client: number) => number): Generator<Uint8Array, void> {
    for (let updates = this.#takeSome(known); updates.length > 0; updates = this.#takeSome(known)) {
      this.#underWay = updates
      try {
        for (const group of inGroups(updates)) yield* mergedOrEach(group)
      } finally {
        this.#underWay = []
      }
    }
    if (this.#places > this.#waitings.size + STALE_PLACES) this.#clearStale()
  }

  clear(): void {
    this.#groupByClient.clear()
    this.#waitings.clear()
    this.#digests.clear()
    this.#places = 0
    this.#bytes = 0
  }

  /** Everything that waits, or did until now. */
  get updates(): readonly Uint8Array[] {
    return [...Array.from(this.#waitings, ({ update }) => update), ...this.#underWay]
  }

  #put(client: number, place: Place): void {
    this.#places += 1
    const group = this.#groupByClient.get(client)
    if (group === undefined)
      this.#groupByClient.set(client, { lowest: place.clock, isSorted: true, places: [place] })
    else {
      group.isSorted = false
      group.lowest = Math.min(group.lowest, place.clock)
      group.places.push(place)
    }
  }

  /** Some of those that can go on. */
  #takeSome(known: (client: number) => number): Uint8Array[] {
    const updates: Uint8Array[] = []
    for (const [client, group] of this.#groupByClient) {
      while (updates.length < MERGED_AT_ONCE.updates) {
        const waiting = this.#takeFrom(client, group, known(client))
        if (waiting === null) break
        this.#end(waiting)
        updates.push(waiting.update)
      }
    }
    return updates
  }

  /** The next one of a group that can go on; null where there is none. */
  #takeFrom(client: number, group: Group, clock: number): Waiting | null {
    while (group.lowest <= clock) {
      if (!group.isSorted) group.places.sort((one, other) => other.clock - one.clock)
      group.isSorted = true
      const place = group.places.pop()
      this.#places -= 1
      const next = group.places.at(-1)
      if (next === undefined) this.#groupByClient.delete(client)
      group.lowest = next?.clock ?? Number.POSITIVE_INFINITY
      if (place !== undefined && !place.waiting.isReleased) return place.waiting
    }
    return null
  }

  #end(waiting: Waiting): void {
    waiting.isReleased = true
    this.#waitings.delete(waiting)
    this.#digests.delete(waiting.digest)
    this.#bytes -= heldBytes(waiting.update)
  }

  /** An update that waits for several clients has a place with each, and goes on with the first. */
  #clearStale(): void {
    this.#places = 0
    for (const [client, group] of this.#groupByClient) {
      group.places = group.places.filter(({ waiting }) => !waiting.isReleased)
      this.#places += group.places.length
      if (group.places.length === 0) this.#groupByClient.delete(client)
    }
  }
}

const digestOf = (update: Uint8Array): string => hash('sha256', update, 'base64')

/** Where Yjs cannot merge them, each is to be tried by itself. */
const mergedOrEach = (updates: Uint8Array[]): Uint8Array[] => {
  try {
    return [Y.mergeUpdates(updates)]
  } catch {
    return updates
  }
}

/** What `encoding` gives, and then all that `waits`, in fewer updates. */
export function* withPending(
  encoding: Work<Uint8Array>,
  waits: readonly Uint8Array[],
): Work<readonly Uint8Array[]> {
  const parts = [yield* encoding]
  for (const group of inGroups(waits)) {
    yield
    parts.push(mergeGroup(group))
  }
  return parts
}

type Struct = Y.Item | Y.GC

/** What of an update could not be applied. */
export interface PendingStructs {
  readonly update: Uint8Array
  /** Where any of these is met, something of it may be applied. */
  readonly needs: readonly Need[]
}

/** Takes what Yjs could not apply out of where it would keep it; null where there is nothing. */
export const takePendingStructs = (doc: Y.Doc): PendingStructs | null => {
  const { store } = doc
  const { pendingStructs, pendingDs } = store
  if (pendingStructs === null && pendingDs === null) return null
  store.pendingStructs = null
  store.pendingDs = null
  const parts = [pendingStructs?.update ?? [], pendingDs ?? []].filter((part) => part instanceof Uint8Array)
  const update = Y.convertUpdateFormatV2ToV1(Y.mergeUpdatesV2(parts))
  const unmet = partsOf(update).flatMap(
    (needs) => needs.find(({ client, clock }) => Y.getState(store, client) < clock) ?? [],
  )
  return { update, needs: unmet.length > 0 ? unmet : clocksOf(pendingStructs?.missing) }
}

/** Of each part of an update: what must be there before its beginning can be applied. */
const partsOf = (update: Uint8Array): Need[][] => {
  const { structs, ds } = Y.decodeUpdate(update)
  const firstByClient = new Map<number, Struct>()
  for (const struct of structs) {
    if (!(struct instanceof Y.Skip) && !firstByClient.has(struct.id.client))
      firstByClient.set(struct.id.client, struct)
  }
  const parts = [...firstByClient.values()].map((struct) => needsOf(struct, firstByClient))
  for (const [client, deletions] of ds.clients) parts.push([{ client, clock: lowestOf(deletions) + 1 }])
  return parts
}

/** What comes in the same update is no need: the part that brings it has its own. */
const needsOf = (struct: Struct, firstByClient: ReadonlyMap<number, Struct>): Need[] => {
  const { client, clock } = struct.id
  const needs: Need[] = [{ client, clock }]
  if (!(struct instanceof Y.Item)) return needs
  for (const reference of [struct.origin, struct.rightOrigin, struct.parent]) {
    if (!(reference instanceof Y.ID)) continue
    const first = firstByClient.get(reference.client)
    if (first === undefined || reference.clock < first.id.clock)
      needs.push({ client: reference.client, clock: reference.clock + 1 })
  }
  return needs
}

/** As Yjs sees it: anything more of these clients may help. */
const clocksOf = (missing: ReadonlyMap<number, number> = new Map()): Need[] =>
  [...missing].map(([client, clock]) => ({ client, clock: clock + 1 }))

const lowestOf = (deletions: readonly { readonly clock: number }[]): number =>
  deletions.reduce((lowest, { clock }) => Math.min(lowest, clock), Number.POSITIVE_INFINITY)
