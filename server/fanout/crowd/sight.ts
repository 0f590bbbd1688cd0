// What some receivers of a crowd see of it: the same for all who look at the same part of the room, and encoded once for them.
import {
  type GoneReason,
  joinChanges,
  type StateChange,
  type View,
  writeItem,
} from '../../../shared/index.ts'
import type { PresenceEntry } from '../../presence/presence-entry.ts'
import type { PresenceTable } from '../../presence/presence-table.ts'
import { type Packet, PacketWriter } from '../packet.ts'
import type { End } from '../presence-delta.ts'
import type { PresenceFeed } from '../presence-feed.ts'
import { compactHead } from '../wires/compact.ts'
import type { Front } from './front.ts'
import { isIn } from './grid.ts'
import { Lap } from './lap.ts'
import type { NewsPlaces } from './news-places.ts'
import type { Said } from './said.ts'

/**
 * So many entries are told of in one message; further changes wait for the next one. In a second that is each of 200 in sight as often
 * as clients of a crowd say how they are where all move.
 */
const ENTRIES_PER_TURN = 100

/** So many of them may be whole: what moves must not wait behind people who are new in sight. */
const WHOLE_PER_TURN = 25

/** The room, as its crowd is shown. */
export interface CrowdedRoom {
  readonly feed: Pick<PresenceFeed, 'told'>
  readonly table: Pick<PresenceTable, 'get' | 'size' | 'values'>
  readonly front: Front
  /** So many entries a receiver sees. */
  readonly most: number
}

interface Seen {
  readonly shortId: number
  /** The turn in which it came into sight. */
  readonly cameAt: number
  isInView: boolean
  /** The turn in which it was told last. */
  toldAt: number
}

/** A turn of a room: the message of a tick. */
export interface Turn {
  readonly said: Said
  readonly ends: readonly End[]
  readonly places: NewsPlaces
  /** So many people give their place to others. */
  readonly swaps: number
}

/** The entries that receivers of one view are told of. */
export class Sight {
  readonly #view: View | null
  readonly #room: CrowdedRoom
  /** By clientID, in the order in which they came into sight. */
  readonly #seen = new Map<number, Seen>()
  /** Changes that did not fit into a message, the oldest first. */
  readonly #due = new Map<number, StateChange>()
  readonly #lapInView: Lap
  readonly #lapOfOthers: Lap
  #known: ReadonlyMap<number, number> | null = null
  /** Null before its first turn: nobody is told what is in sight then, but by a message of its own. */
  #writer: PacketWriter | null = null
  #turn = -1
  /** So many entries in sight are not of the front. */
  #members = 0
  /** So many whole entries may still go into the message. */
  #wholeLeft = 0

  constructor(view: View | null, room: CrowdedRoom) {
    this.#view = view
    this.#room = room
    this.#lapInView = new Lap(room.feed.told)
    this.#lapOfOthers = new Lap(room.feed.told)
    this.#wholeLeft = Number.POSITIVE_INFINITY
    this.#admitFront()
    this.#fill()
  }

  /** The short ids that its receivers know, by clientID. */
  get known(): ReadonlyMap<number, number> {
    this.#known ??= new Map(Array.from(this.#seen, ([clientId, { shortId }]) => [clientId, shortId]))
    return this.#known
  }

  sees(clientId: number): boolean {
    return this.#seen.has(clientId)
  }

  /** The turn in which an entry in sight was told last. */
  toldAt(clientId: number): number {
    return this.#seen.get(clientId)?.toldAt ?? 0
  }

  /** The clientIDs of those of whom a change waits. */
  get due(): Iterable<number> {
    return this.#due.keys()
  }

  /** Something waits for the next turn. */
  get hasMore(): boolean {
    return this.#due.size > 0 || this.#wholeLeft <= 0
  }

  /** Takes what has changed; gives what its receivers are told. */
  take({ said, ends, places, swaps }: Turn): Packet {
    const writer = new PacketWriter(compactHead)
    this.#writer = writer
    this.#turn = said.turn
    this.#wholeLeft = WHOLE_PER_TURN
    for (const { removal } of ends) {
      const seen = this.#seen.get(removal.clientId)
      if (seen !== undefined) this.#end(removal, seen, removal.reason)
    }
    this.#hear(said.news)
    this.#admitFront()
    this.#members = this.#countMembers()
    for (let surplus = this.#members - this.#places; surplus > 0 && this.#hideOne(); surplus--);
    this.#admitComers(places)
    this.#fill()
    this.#swap(swaps)
    this.#tellDue()
    return writer.packet()
  }

  /** So many entries of others than the front may be in sight: a quarter of all, however long the front is. */
  get #places(): number {
    const { most, front } = this.#room
    return Math.max(most - front.size, Math.ceil(most / 4))
  }

  #countMembers(): number {
    let ofFront = 0
    for (const clientId of this.#room.front.clients) if (this.#seen.has(clientId)) ofFront += 1
    return this.#seen.size - ofFront
  }

  /** There may be thousands of news, and some of them for each of hundreds of views: it looks for its own. */
  #hear(news: Said['news']): void {
    for (const [clientId, seen] of this.#seen) {
      const { entry, change = null, removal } = news.get(clientId) ?? {}
      if (entry === undefined || change === null) continue
      seen.isInView = this.#isInView(entry)
      if (change === 'whole') this.#tellAgain(entry, seen, removal?.reason ?? null)
      else this.#due.set(clientId, joined(this.#due.get(clientId), change))
    }
  }

  #isInView({ state: { x, y } }: PresenceEntry): boolean {
    return this.#view === null || isIn(this.#view, x, y)
  }

  /** It had gone, and is back. */
  #tellAgain(entry: PresenceEntry, seen: Seen, gone: GoneReason | null): void {
    this.#due.delete(entry.clientId)
    seen.toldAt = this.#turn
    this.#wholeLeft -= 1
    const writer = this.#writer
    if (writer === null) return
    writer.begin()
    if (gone !== null) writeItem.gone(writer.encoder, seen.shortId, gone)
    writeItem.whole(writer.encoder, seen.shortId, entry.clientId, entry.state)
    writer.end(entry)
  }

  #admitFront(): void {
    for (const clientId of this.#room.front.clients) this.#admit(clientId)
  }

  /** Those who have come into view take free places, or those of people out of view. */
  #admitComers(places: NewsPlaces): void {
    if (this.#view === null) return
    for (const clientId of places.in(this.#view)) {
      if (this.#wholeLeft <= 0) return
      if (this.#seen.has(clientId)) continue
      if (this.#members >= this.#places && !this.#hideOne(true)) return
      this.#admit(clientId)
    }
  }

  /** Free places are for those in view, and then for others. */
  #fill(): void {
    const free = Math.min(this.#places - this.#members, this.#wholeLeft)
    if (free <= 0) return
    const inView = this.#nextInView(free)
    for (const clientId of inView) this.#admit(clientId)
    for (const clientId of this.#nextOfOthers(free - inView.length)) this.#admit(clientId)
  }

  /** Those who have been in sight for longest give their places to others: people in view to people in view alone. */
  #swap(swaps: number): void {
    const most = Math.min(swaps, this.#wholeLeft)
    if (most <= 0) return
    const inView = this.#nextInView(most)
    for (const clientId of inView) if (this.#hideOne()) this.#admit(clientId)
    for (const clientId of this.#nextOfOthers(most - inView.length))
      if (this.#hideOne(true)) this.#admit(clientId)
  }

  #nextInView(most: number): readonly number[] {
    if (most <= 0) return []
    return this.#lapInView.next(most, (clientId) => {
      const entry = this.#seen.has(clientId) ? undefined : this.#room.table.get(clientId)
      return entry !== undefined && this.#isInView(entry)
    })
  }

  #nextOfOthers(most: number): readonly number[] {
    if (this.#view === null || most <= 0) return []
    return this.#lapOfOthers.next(most, (clientId) => !this.#seen.has(clientId))
  }

  #admit(clientId: number): void {
    if (this.#wholeLeft <= 0 || this.#seen.has(clientId)) return
    const entry = this.#room.table.get(clientId)
    const shortId = this.#room.feed.told.get(clientId)?.shortId
    if (entry === undefined || shortId === undefined) return
    this.#known = null
    const seen = { shortId, cameAt: this.#turn, isInView: this.#isInView(entry), toldAt: this.#turn }
    this.#seen.set(clientId, seen)
    if (!this.#room.front.has(clientId)) this.#members += 1
    this.#tellAgain(entry, seen, null)
  }

  /** Hides the one who has been in sight for longest, somebody out of view before others; false where there is nobody. */
  #hideOne(isOutOfView = false): boolean {
    let longest: number | null = null
    for (const [clientId, seen] of this.#seen) {
      // One who has come just now is told of before it goes.
      if (seen.cameAt === this.#turn || this.#room.front.has(clientId)) continue
      if (!seen.isInView) {
        this.#hide(clientId, seen)
        return true
      }
      longest ??= clientId
    }
    const seen = longest === null || isOutOfView ? undefined : this.#seen.get(longest)
    if (longest === null || seen === undefined) return false
    this.#hide(longest, seen)
    return true
  }

  #hide(clientId: number, seen: Seen): void {
    const entry = this.#room.table.get(clientId)
    if (entry === undefined) return
    this.#members -= 1
    this.#end(entry, seen, 'hidden')
  }

  #end(of: Pick<PresenceEntry, 'clientId' | 'owner'>, { shortId }: Seen, reason: GoneReason): void {
    this.#seen.delete(of.clientId)
    this.#due.delete(of.clientId)
    this.#known = null
    const writer = this.#writer
    if (writer === null) return
    writer.begin()
    writeItem.gone(writer.encoder, shortId, reason)
    writer.end(of)
  }

  /** The front comes first, then what has waited for longest. */
  #tellDue(): void {
    let left = ENTRIES_PER_TURN - (WHOLE_PER_TURN - this.#wholeLeft)
    for (const clientId of this.#room.front.clients) if (this.#due.has(clientId)) left -= this.#tell(clientId)
    for (const clientId of this.#due.keys()) {
      if (left <= 0) break
      left -= this.#tell(clientId)
    }
  }

  /** Gives how many entries that was. */
  #tell(clientId: number): number {
    const change = this.#due.get(clientId)
    const seen = this.#seen.get(clientId)
    const entry = this.#room.table.get(clientId)
    this.#due.delete(clientId)
    const writer = this.#writer
    if (writer === null || change === undefined || seen === undefined || entry === undefined) return 0
    writer.begin()
    writeItem.change(writer.encoder, seen.shortId, change)
    writer.end(entry)
    seen.toldAt = this.#turn
    return 1
  }
}

const joined = (before: StateChange | undefined, change: StateChange): StateChange =>
  before === undefined ? change : joinChanges(before, change)
