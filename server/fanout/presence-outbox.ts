import { type Watch, writeCrowd } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { LateMap } from '../base/late-map.ts'
import { timeLimit } from '../base/time-limit.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { CatchUpPackets } from './catch-up-packets.ts'
import { Crowd } from './crowd/crowd.ts'
import { Threshold } from './crowd/threshold.ts'
import type { Load } from './load.ts'
import type { Packet, Slice } from './packet.ts'
import type { PresenceDelta } from './presence-delta.ts'
import { NOTHING, type PresenceFeed } from './presence-feed.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { Telling } from './telling.ts'
import { type Deliver, toFrame } from './websocket-frame.ts'
import type { Wire } from './wires/wire.ts'

/** Entries of others that a receiver says are its own: until that is settled it is not told of them. */
export interface Wanted {
  readonly isEmpty: boolean
  wantedBy(receiver: Participant): readonly number[]
}

export interface PresenceOutboxOptions extends Pick<Context, 'metrics' | 'clock'> {
  readonly room: string
  /** A room of more people than this is a crowd; null for none. */
  readonly crowd: number | null
  readonly table: PresenceTable
  readonly scheduler: Scheduler
  readonly wanted: Wanted
  readonly deliver: Deliver<Receiver>
  readonly onBroken: () => void
}

/** In a crowd a tick is no shorter: the bytes of each message, and its cost, are for thousands. */
const CROWD_TICK_MS = 100

/** So long, in a tick, the relay works for receivers that are told of more than what changed; others of them have the next one. */
const CATCH_UPS_MS = 10

/** Presence of a room, on its way to every receiver that has been greeted. */
export class PresenceOutbox implements Outbox {
  readonly room: string
  readonly broken: () => void
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: PresenceOutboxOptions
  readonly #feed: PresenceFeed
  readonly #leastMs: number
  /** Receivers that have heard everything. Nobody is told of anyone before it has said who it is. */
  readonly #current = new Set<Receiver>()
  /** The version that each of the others has heard. */
  readonly #behind = new Map<Receiver, number>()
  /** Receivers that know some already and are told of everyone again: beside it they hear who is gone. */
  readonly #again = new Set<Receiver>()
  #forgetful = 0
  /** What receivers ask for, in case the room is a crowd. */
  readonly #watches = new LateMap<Receiver, Watch>()
  /** Null where the room is none. */
  #crowd: Crowd | null = null
  readonly #threshold: Threshold | null
  readonly #telling: Telling
  /** The tick that is being told: the version before it, when it began, and whether something is left for the next one. */
  #tick = { before: NOTHING, beganAtMs: 0, hasMore: false }

  /** Changes are collected for `leastMs` at least, where a tick is shorter. */
  constructor(feed: PresenceFeed, leastMs: number, options: PresenceOutboxOptions) {
    this.#options = options
    this.room = options.room
    this.broken = options.onBroken
    this.#feed = feed
    this.#leastMs = leastMs
    this.#threshold = options.crowd === null ? null : new Threshold(options.crowd, options.clock)
    const ways = { tell: this.#send.bind(this), isHere: this.#has.bind(this) }
    this.#telling = new Telling(options.clock, ways)
  }

  get isCrowd(): boolean {
    return this.#crowd !== null
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: Receiver): void {
    if (this.#crowd?.has(receiver)) {
      this.#crowd.greet(receiver, this.#feed.version)
      return
    }
    const isKnown = this.#current.has(receiver) || this.#behind.has(receiver)
    if (this.#current.delete(receiver)) this.#behind.set(receiver, this.#feed.version)
    if (isKnown) {
      this.#again.add(receiver)
      return
    }
    if (receiver.wire.needsRenewal) this.#forgetful += 1
    this.#behind.set(receiver, NOTHING)
  }

  /** Tells `receiver` again of entries that it has forgotten, with newer clocks than it remembers. */
  remind(receiver: Receiver, clockByClient: ReadonlyMap<number, number>): void {
    const delta = this.#feed.again(clockByClient)
    if (delta.news.length > 0) this.#options.deliver(receiver, receiver.wire.encode(delta).whole())
  }

  watch(receiver: Receiver, watch: Watch): void {
    if (!receiver.wire.knowsCrowds) return
    this.#watches.set(receiver, watch)
    if (!this.#crowd?.has(receiver)) return
    this.#crowd.watch(receiver, watch)
    this.request()
  }

  leave(receiver: Receiver): void {
    this.#watches.delete(receiver)
    if (this.#crowd?.leave(receiver)) return
    this.#again.delete(receiver)
    const wasKnown = this.#current.delete(receiver) || this.#behind.delete(receiver)
    if (wasKnown && receiver.wire.needsRenewal) this.#forgetful -= 1
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    if (this.#behind.has(receiver) || this.#crowd?.isBehind(receiver)) this.request()
  }

  /** Changes did not come here: everyone is told what the difference is. */
  missed(): void {
    this.#feed.missed()
    this.request()
  }

  sweep(): void {
    if (this.#forgetful > 0) this.#feed.renew()
    if (this.#crowd?.sweep() === true || this.#feed.hasNews) this.request()
  }

  /** Sends what there is to send: at once in a quiet room, else with the next tick. */
  request(): void {
    // A receiver that lagged when the tick began is told with the next one.
    if (!this.#telling.isDone) this.#tick.hasMore = true
    this.#options.scheduler.request(this)
  }

  waitMs({ tickMs, pairTickMs }: Load): number {
    const isPair = this.#current.size + this.#behind.size <= 2
    return Math.max(this.#crowd !== null ? CROWD_TICK_MS : 0, isPair ? pairTickMs : tickMs, this.#leastMs)
  }

  flush(): void {
    const isNew = this.#telling.isDone
    if (isNew) this.#tick = { before: this.#feed.version, beganAtMs: this.flushedAtMs, hasMore: false }
    try {
      this.#telling.begin()
      if (isNew) this.#tick.hasMore = this.#tell(this.#tick.before)
    } catch (error) {
      // A receiver that was told is told again, and hears nothing new; one that was not has missed nothing for good.
      this.#telling.clear()
      for (const receiver of this.#current) this.#behind.set(receiver, this.#tick.before)
      this.#current.clear()
      this.#disperse(this.#tick.before)
      throw error
    }
    if (!this.#telling.isDone) {
      this.#options.scheduler.resume(this)
      return
    }
    // The next tick is due by the beginning of this one.
    this.flushedAtMs = this.#tick.beganAtMs
    if (this.#tick.hasMore || this.#feed.hasNews) this.request()
  }

  /** True where something is left for the next tick. */
  #tell(before: number): boolean {
    this.#settleCrowd()
    const delta = this.#feed.cut()
    let hasMore = this.#crowd?.tell(delta, before) === true
    this.#tellCurrent(delta, before)
    const isOver = timeLimit(this.#options.clock, CATCH_UPS_MS)
    hasMore = this.#crowd?.catchUp(isOver) === true || hasMore
    hasMore = this.#catchUp(isOver) || hasMore
    this.#forget()
    return hasMore
  }

  #has(receiver: Receiver): boolean {
    return this.#current.has(receiver) || this.#behind.has(receiver) || this.#crowd?.has(receiver) === true
  }

  /** Makes a crowd of the room, or none, by how many are there now. */
  #settleCrowd(): void {
    const { clock, crowd: most, deliver, metrics, table } = this.#options
    if (most === null || this.#threshold?.isCrowd(table.size, this.#crowd !== null) !== true) {
      if (this.#crowd !== null) this.#disperse(this.#feed.version)
      return
    }
    const ways = { tell: this.#telling.tell.bind(this.#telling), send: this.#send.bind(this), deliver }
    this.#crowd ??= new Crowd({ feed: this.#feed, table, most, clock, metrics, ...ways })
    // Afterwards these are stock clients: what was told is copied in the tick in which a crowd begins, and not in each.
    const entering = [...this.#current].filter(({ wire }) => wire.knowsCrowds)
    if (entering.length > 0) {
      const known = new Map(Array.from(this.#feed.told, ([clientId, { shortId }]) => [clientId, shortId]))
      for (const receiver of entering) {
        this.#enterCrowd(receiver, known)
        this.#current.delete(receiver)
      }
    }
    // One that has missed something is told of that first.
    for (const [receiver, version] of this.#behind)
      if (version === NOTHING && this.#enterCrowd(receiver)) this.#behind.delete(receiver)
  }

  #enterCrowd(receiver: Receiver, knows?: ReadonlyMap<number, number>): boolean {
    if (!receiver.wire.knowsCrowds) return false
    this.#crowd?.enter(receiver, this.#watches.get(receiver), this.#feed.version, knows)
    return true
  }

  /** The room is no crowd any more: everybody is told of everyone, from `version` on. */
  #disperse(version: number): void {
    const crowd = this.#crowd
    this.#crowd = null
    for (const [receiver, since, isNew] of crowd?.receivers() ?? []) {
      crowd?.leave(receiver)
      this.#behind.set(receiver, isNew ? NOTHING : (since ?? version))
      if (!isNew) this.#again.add(receiver)
      this.#options.deliver(receiver, toFrame(writeCrowd(0)))
    }
  }

  /** Tells everyone who has heard everything before. */
  #tellCurrent(delta: PresenceDelta, before: number): void {
    if (delta.ends.length === 0 && delta.news.length === 0) return
    const packets = new Map<Wire, Packet>()
    // Not by an iterator: that makes an object for each of hundreds of receivers, in each tick.
    this.#current.forEach((receiver) => {
      if (receiver.isLagging) {
        this.#current.delete(receiver)
        this.#behind.set(receiver, before)
        return
      }
      const { wire } = receiver
      let packet = packets.get(wire)
      if (packet === undefined) {
        packet = wire.encode(delta)
        packets.set(wire, packet)
      }
      this.#telling.tell(receiver, packet)
    })
  }

  /** Tells receivers that are behind what they lack, as far as their sockets take it. True where some are for the next tick. */
  #catchUp(isOver: () => boolean): boolean {
    const packets = new CatchUpPackets(this.#feed)
    let told = 0
    for (const [receiver, version] of this.#behind) {
      if (receiver.isLagging) continue
      if (told > 0 && isOver()) return true
      told += 1
      if (!this.#feed.reaches(version)) {
        // It missed more than can be told.
        receiver.close('too-slow')
        continue
      }
      const packet = packets.since(version, receiver.wire, this.#again.has(receiver))
      const isAwaited = (version === NOTHING || this.#again.has(receiver)) && receiver.wire.awaitsSnapshot
      const wasTold = this.#send(receiver, packet, undefined, isAwaited)
      // A receiver that could not be sent it has left.
      if (!this.#behind.delete(receiver)) continue
      this.#again.delete(receiver)
      this.#current.add(receiver)
      if (wasTold && version !== NOTHING) this.#options.metrics.catchUps.inc({ what: 'presence' })
    }
    return false
  }

  /** False where nothing in it is for `receiver`. */
  #send(receiver: Receiver, packet: Packet, more?: Uint8Array, isAwaited = false): boolean {
    const own = this.#ownIn(packet, receiver)
    if (!isAwaited && more === undefined && packet.isAll(own)) return false
    this.#options.deliver(receiver, packet.without(own, more))
    return true
  }

  #forget(): void {
    let oldest = this.#crowd?.heard(this.#feed.version) ?? this.#feed.version
    for (const version of this.#behind.values()) if (version !== NOTHING) oldest = Math.min(oldest, version)
    this.#feed.forget(oldest)
  }

  /** Never a receiver's own record of before: a stock client would take it for its present state. */
  #ownIn(packet: Packet, receiver: Receiver): readonly Slice[] {
    const own = packet.slicesOf(receiver)
    const { wanted } = this.#options
    // Hardly ever does anybody wait for an entry that another one has.
    if (wanted.isEmpty) return own
    const withheld = wanted.wantedBy(receiver)
    return withheld.length === 0 ? own : [...own, ...packet.slicesAbout(withheld)]
  }
}
