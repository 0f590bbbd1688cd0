import * as encoding from 'lib0/encoding'
import { changeBetween, type JsonObject, type LeftReason, RENEW_MS, writeItem } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Owner, PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { compactHead, type Packet, PacketWriter, stockHead } from './packet.ts'
import { Delta, type End, type News, type Removed } from './presence-delta.ts'
import { createShortIds } from './short-ids.ts'

/** The version of a receiver that knows nobody. */
export const NOTHING = 0

/** More ends than this are not remembered for those who missed them. */
const REMOVALS = 4_096

/** What everyone was told of an entry. */
interface Told {
  readonly slot: number
  state: JsonObject
  /** The version in which it was told last: of a change, or a renewal. */
  version: number
  sentAtMs: number
}

interface Ended<By extends Owner> extends End<By> {
  readonly version: number
}

/** What of a room's presence is to be told: to everyone since the last tick, and to some since a version. */
export class PresenceFeed<By extends Owner> {
  readonly #table: PresenceTable<By>
  readonly #clock: Clock
  readonly #slots = createShortIds()
  readonly #toldByClient = new Map<number, Told>()
  /** Of this tick. */
  readonly #changed = new Set<number>()
  readonly #removedByClient = new Map<number, Removed<By>>()
  /** Of the ticks before, for those who missed them. */
  #ended: Ended<By>[] = []
  /** Before that, nobody is due: whoever is told of later is due later. */
  #renewAtMs = 0
  /** Who missed something before this version cannot be told what. */
  #endedSince = NOTHING
  version = NOTHING + 1

  constructor(table: PresenceTable<By>, clock: Clock) {
    this.#table = table
    this.#clock = clock
  }

  get hasNews(): boolean {
    return this.#changed.size > 0 || this.#removedByClient.size > 0
  }

  changed(clientId: number): void {
    this.#changed.add(clientId)
  }

  removed(removal: Removal<By>, reason: LeftReason): void {
    this.#removedByClient.set(removal.clientId, { removal, reason })
    this.#changed.delete(removal.clientId)
  }

  /** Stock receivers drop an entry that they do not hear of for 30 s: the quiet ones are told again. */
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

  /** Ends the tick: what happened in it is the next version, and everybody is told of it. */
  cut(): Delta<By> {
    if (this.hasNews) this.version += 1
    const ends: End<By>[] = []
    const news: News<By>[] = []
    for (const [clientId, removed] of this.#removedByClient) {
      // Who is back already keeps the slot.
      if (this.#table.get(clientId) === undefined) ends.push(this.#end(removed))
    }
    for (const clientId of this.#changed) {
      const entry = this.#table.get(clientId)
      const one = entry === undefined ? null : this.#tell(entry)
      if (one !== null) news.push(one)
    }
    this.#changed.clear()
    this.#removedByClient.clear()
    return new Delta(ends, news)
  }

  /** Whether `since` is recent enough to be caught up with. */
  reaches(since: number): boolean {
    return since === NOTHING || since >= this.#endedSince
  }

  /**
   * What a stock receiver must hear that has heard everything up to `since`: who went, and whoever was told of after
   * `toldSince`.
   */
  stockSince(since: number, toldSince = since): Packet<By> {
    const writer = new PacketWriter<By>(stockHead)
    // Of whoever went several times, the last end says it all.
    const removalByClient = new Map<number, Removal<By>>()
    for (const { removal, version } of this.#ended) {
      if (since !== NOTHING && version > since) removalByClient.set(removal.clientId, removal)
    }
    for (const [clientId, removal] of removalByClient) {
      if (this.#table.get(clientId) === undefined) {
        writer.add(removal, (encoder) => encoding.writeUint8Array(encoder, removal.encoded))
      }
    }
    for (const [entry] of this.#toldSince(toldSince)) {
      // A client that comes back has forgotten everyone, and yet remembers their clocks, and takes nothing older.
      if (toldSince === NOTHING) this.#table.refresh(entry)
      writer.add(entry, (encoder) => encoding.writeUint8Array(encoder, entry.encode()))
    }
    return writer.packet()
  }

  /** The same for a receiver on `homeroom.v1`. Ends come first: a slot may have been given to somebody else since. */
  compactSince(since: number, toldSince = since): Packet<By> {
    const writer = new PacketWriter<By>(compactHead)
    for (const { removal, reason, slot, version } of this.#ended) {
      if (since !== NOTHING && version > since && slot !== null) {
        writer.add(removal, (encoder) => writeItem.gone(encoder, slot, reason))
      }
    }
    for (const [entry, { slot }] of this.#toldSince(toldSince)) {
      writer.add(entry, (encoder) => writeItem.whole(encoder, slot, entry.clientId, entry.state))
    }
    return writer.packet()
  }

  /** Forgets the ends that everyone has heard of who has heard everything up to `version`. */
  forget(version: number): void {
    const kept = this.#ended.findIndex((ended) => ended.version > version)
    if (kept !== 0) this.#ended = kept === -1 ? [] : this.#ended.slice(kept)
    const surplus = this.#ended.length - REMOVALS
    if (surplus <= 0) return
    this.#endedSince = this.#ended[surplus - 1]?.version ?? NOTHING
    this.#ended = this.#ended.slice(surplus)
  }

  *#toldSince(since: number): Iterable<[PresenceEntry<By>, Told]> {
    for (const [clientId, told] of this.#toldByClient) {
      const entry = told.version > since ? this.#table.get(clientId) : undefined
      if (entry !== undefined) yield [entry, told]
    }
  }

  #end({ removal, reason }: Removed<By>): End<By> {
    const { clientId } = removal
    const slot = this.#toldByClient.get(clientId)?.slot ?? null
    if (slot !== null) this.#slots.give(slot)
    this.#toldByClient.delete(clientId)
    const end = { removal, reason, slot }
    this.#ended.push({ ...end, version: this.version })
    return end
  }

  /** Null where everyone knows it all. */
  #tell(entry: PresenceEntry<By>): News<By> | null {
    const { clientId, state } = entry
    const { version } = this
    const nowMs = this.#clock.monotonicMs()
    const told = this.#toldByClient.get(clientId)
    if (told === undefined) {
      const slot = this.#slots.take()
      this.#toldByClient.set(clientId, { slot, state, version, sentAtMs: nowMs })
      return { entry, slot, removed: this.#removedByClient.get(clientId), change: 'whole' }
    }
    const removed = this.#removedByClient.get(clientId)
    const change = removed === undefined ? changeBetween(told.state, state) : 'whole'
    const isRenewed = nowMs - told.sentAtMs >= RENEW_MS
    if (change === null && !isRenewed) return null
    Object.assign(told, { state, version, sentAtMs: nowMs })
    return { entry, slot: told.slot, removed, change }
  }
}
