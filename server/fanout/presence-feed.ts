import { changeBetween, type JsonObject, RENEW_MS } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { End, News, PresenceDelta } from './presence-delta.ts'
import { createShortIds } from './short-ids.ts'

/** The version of a receiver that knows nobody. */
export const NOTHING = 0

/** More ends than this are not remembered for receivers that missed them. */
const REMOVALS = 4_096

/** Of so many entries everybody is told in one tick: a connection may have 64 of them, and a room thousands of connections. */
const NEWS_PER_TICK = 2_500

/** What everyone was told of an entry. */
interface Told {
  readonly shortId: number
  owner: Participant
  state: JsonObject
  /** The version in which it was told last: of a change, or a renewal. */
  version: number
  sentAtMs: number
}

interface Ended {
  readonly removal: Removal
  readonly shortId: number | null
  readonly version: number
}

/** Which entries a catch-up tells whole. */
export interface CatchUp {
  /** Entries that were told after this version; by default those after the receiver's own. */
  readonly toldSince?: number
  /** For a receiver that takes no entry with a clock that it knows, though it has forgotten the entry. */
  readonly refreshes?: boolean
}

/** What of a room's presence is to be told: to everyone since the last tick, and to some since a version. */
export class PresenceFeed {
  readonly #table: PresenceTable
  readonly #clock: Clock
  readonly #shortIds = createShortIds()
  readonly #toldByClient = new Map<number, Told>()
  /** Of this tick. */
  readonly #changed = new Set<number>()
  readonly #removalByClient = new Map<number, Removal>()
  /** Of the ticks before, for receivers that missed them. */
  #ended: Ended[] = []
  /** Before that, nobody is due: an entry that is told later is due later. */
  #renewAtMs = 0
  /** A receiver that missed something before this version cannot be told what. */
  #endedSince = NOTHING
  version = NOTHING + 1

  constructor(table: PresenceTable, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  /** What everyone was told of the entries that are there, by clientID. */
  get told(): ReadonlyMap<number, Pick<Told, 'shortId'>> {
    return this.#toldByClient
  }

  get hasNews(): boolean {
    return this.#changed.size > 0 || this.#removalByClient.size > 0
  }

  /** When somebody is due to be told again; infinite where no receiver has needed that since then. */
  get renewAtMs(): number {
    return this.#renewAtMs > this.#clock.monotonicMs() ? this.#renewAtMs : Number.POSITIVE_INFINITY
  }

  changed(clientId: number): void {
    this.#changed.add(clientId)
  }

  removed(removal: Removal): void {
    this.#removalByClient.set(removal.clientId, removal)
    this.#changed.delete(removal.clientId)
  }

  /** Changes did not come here: what everyone was told is not what is. */
  missed(): void {
    for (const { clientId } of this.#table.values()) this.changed(clientId)
    for (const [clientId, { owner }] of this.#toldByClient)
      if (this.#table.get(clientId) === undefined && !this.#removalByClient.has(clientId))
        this.removed(this.#table.removalOf(clientId, owner))
  }

  /** Some receivers drop an entry that they do not hear of for 30 s: the quiet ones are told again. */
  renew(): void {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs < this.#renewAtMs) return
    this.#renewAtMs = nowMs + RENEW_MS
    for (const [clientId, { sentAtMs }] of this.#toldByClient) {
      const entry = this.#table.get(clientId)
      if (entry === undefined) continue
      if (nowMs - sentAtMs < RENEW_MS) {
        this.#renewAtMs = Math.min(this.#renewAtMs, sentAtMs + RENEW_MS)
        continue
      }
      this.#table.refresh(entry)
      this.changed(clientId)
    }
  }

  /** Ends the tick: what happened in it is the next version, and everybody is told of it; of what is too much, with the next one. */
  cut(): PresenceDelta {
    if (this.hasNews) this.version += 1
    const ends: End[] = []
    const news: News[] = []
    for (const [clientId, removal] of this.#removalByClient) {
      // A client that is back already keeps its short id.
      const isBack = this.#table.get(clientId) !== undefined
      if (isBack && this.#changed.has(clientId)) continue
      this.#removalByClient.delete(clientId)
      if (!isBack) ends.push(this.#end(removal))
    }
    // Not by an iterator: that makes an object for each of hundreds of clients, in each tick.
    this.#changed.forEach((clientId) => {
      if (news.length >= NEWS_PER_TICK) return
      const entry = this.#table.get(clientId)
      const one = entry === undefined ? null : this.#tell(entry)
      if (one !== null) news.push(one)
      this.#changed.delete(clientId)
      this.#removalByClient.delete(clientId)
    })
    // Not before: what some receivers are told of an end comes behind what all are told.
    for (const { shortId } of ends) if (shortId !== null) this.#shortIds.give(shortId)
    return { ends, news }
  }

  /** Whether `since` is recent enough to be caught up with. */
  reaches(since: number): boolean {
    return since === NOTHING || since >= this.#endedSince
  }

  /** What a receiver lacks that has heard everything up to `since`: the clients that went, and entries told since. */
  since(since: number, { toldSince = since, refreshes = false }: CatchUp = {}): PresenceDelta {
    const ended = since === NOTHING ? [] : this.#ended.filter(({ version }) => version > since)
    const ends = ended.map(({ removal, shortId }) => ({
      removal,
      shortId,
      isBack: this.#table.get(removal.clientId) !== undefined,
    }))
    const news: News[] = []
    for (const [clientId, { shortId, version }] of this.#toldByClient) {
      const entry = version > toldSince ? this.#table.get(clientId) : undefined
      if (entry === undefined) continue
      if (refreshes && toldSince === NOTHING) this.#table.refresh(entry)
      news.push({ entry, shortId, removal: undefined, change: 'whole' })
    }
    return { ends, news }
  }

  /** Entries for a receiver that has forgotten them, and remembers these clocks: it takes nothing that is not newer. */
  again(clockByClient: ReadonlyMap<number, number>): PresenceDelta {
    const news: News[] = []
    for (const [clientId, clock] of clockByClient) {
      const entry = this.#table.get(clientId)
      if (entry === undefined) continue
      if (clock === entry.clock) this.#table.refresh(entry)
      const shortId = this.#toldByClient.get(clientId)?.shortId
      if (shortId !== undefined) news.push({ entry, shortId, removal: undefined, change: 'whole' })
    }
    return { ends: [], news }
  }

  /** Forgets the ends that all receivers have heard of that have heard everything up to `version`. */
  forget(version: number): void {
    const kept = this.#ended.findIndex((ended) => ended.version > version)
    if (kept !== 0) this.#ended = kept === -1 ? [] : this.#ended.slice(kept)
    const surplus = this.#ended.length - REMOVALS
    if (surplus <= 0) return
    this.#endedSince = this.#ended[surplus - 1]?.version ?? NOTHING
    this.#ended = this.#ended.slice(surplus)
  }

  #end(removal: Removal): End {
    const { clientId } = removal
    const shortId = this.#toldByClient.get(clientId)?.shortId ?? null
    this.#toldByClient.delete(clientId)
    this.#ended.push({ removal, shortId, version: this.version })
    return { removal, shortId, isBack: false }
  }

  /** Null where everyone knows it all. */
  #tell(entry: PresenceEntry): News | null {
    const { clientId, state, owner } = entry
    const nowMs = this.#clock.monotonicMs()
    const told = this.#toldByClient.get(clientId)
    const removal = this.#removalByClient.get(clientId)
    if (told === undefined) {
      const shortId = this.#shortIds.take()
      this.#toldByClient.set(clientId, { shortId, owner, state, version: this.version, sentAtMs: nowMs })
      return { entry, shortId, removal, change: 'whole' }
    }
    const change = removal === undefined ? changeBetween(told.state, state) : 'whole'
    const isRenewed = nowMs - told.sentAtMs >= RENEW_MS
    told.owner = owner
    if (change === null && !isRenewed) return null
    told.state = state
    told.version = this.version
    told.sentAtMs = nowMs
    return { entry, shortId: told.shortId, removal, change }
  }
}
