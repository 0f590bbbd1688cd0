// A room of so many people that its receivers are not told of all of them.
import { type Watch, writeCrowd } from '../../../shared/index.ts'
import type { Clock } from '../../base/clock.ts'
import type { Metrics } from '../../base/metrics.ts'
import { timeLimit } from '../../base/time-limit.ts'
import type { Packet } from '../packet.ts'
import type { PresenceDelta } from '../presence-delta.ts'
import type { Receiver } from '../receiver.ts'
import { toFrame, type WebSocketFrame } from '../websocket-frame.ts'
import { Front } from './front.ts'
import { NewsPlaces } from './news-places.ts'
import { type Behind, extrasOf, lackOf, type Place } from './place.ts'
import { saidIn } from './said.ts'
import type { CrowdedRoom, Sight } from './sight.ts'
import { Sights } from './sights.ts'

/** After so long some who are in sight give their place to others, and the count is told anew. */
const SWAP_MS = 1_000
/** That many of them; no more than in three seconds, where the relay was late. */
const SWAPS = 4
const MOST_SWAPS = 3 * SWAPS

/** A receiver looks elsewhere no more often: each time it may be told of everybody who is there. */
const MOVE_MS = 500

/** So long, in a tick, the relay works for receivers that look elsewhere. There may be thousands, and each may do that twice a second. */
const MOVES_MS = 5

/** What a receiver knows that is new in the room. */
const NOBODY: ReadonlyMap<number, number> = new Map()

export interface CrowdOptions extends Omit<CrowdedRoom, 'front'> {
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly metrics: Pick<Metrics, 'crowds' | 'crowdReceivers'>
  /** Sends a packet without what is the receiver's own, and `more` behind it, now or in a further turn of the event loop. */
  readonly tell: (receiver: Receiver, packet: Packet, more: Uint8Array | undefined) => void
  /** Sends it now. */
  readonly send: (
    receiver: Receiver,
    packet: Packet,
    more: Uint8Array | undefined,
    isAwaited: boolean,
  ) => void
  readonly deliver: (receiver: Receiver, frame: WebSocketFrame) => void
}

/** The receivers of a crowd. */
export class Crowd {
  readonly #options: CrowdOptions
  readonly #room: CrowdedRoom
  readonly #sights: Sights
  /** Those that were told of all last come last. */
  readonly #places = new Map<Receiver, Place>()
  #turn = 0
  #swappedAtMs: number
  /** Whole seconds since then: for each of them some give their places to others. */
  #swapsDue = 0
  /** Null where not all were told the same count. */
  #toldTotal: number | null = null

  constructor(options: CrowdOptions) {
    this.#options = options
    this.#swappedAtMs = options.clock.monotonicMs()
    const { table, most } = options
    this.#room = { ...options, front: new Front(table.values(), most) }
    this.#sights = new Sights(this.#room)
  }

  has(receiver: Receiver): boolean {
    return this.#places.has(receiver)
  }

  /** Takes a receiver that has heard of nobody, or of those in `knows`. */
  enter(receiver: Receiver, watch: Watch | undefined, version: number, knows = NOBODY): void {
    const { crowds, crowdReceivers } = this.#options.metrics
    if (this.#places.size === 0) crowds.inc()
    crowdReceivers.inc()
    this.#places.set(receiver, {
      sight: this.#sights.everywhere,
      watch: NOTHING,
      extras: new Map(),
      behind: { turn: this.#turn, version, knows, stale: NONE },
      next: watch ?? null,
      movedAtMs: Number.NEGATIVE_INFINITY,
    })
  }

  leave(receiver: Receiver): boolean {
    if (!this.#places.delete(receiver)) return false
    const { crowds, crowdReceivers } = this.#options.metrics
    crowdReceivers.dec()
    if (this.#places.size === 0) crowds.dec()
    return true
  }

  /** It is told of all whom it sees once more. */
  greet(receiver: Receiver, version: number): void {
    const place = this.#places.get(receiver)
    if (place === undefined) return
    place.behind = { ...(place.behind ?? this.#stop(place, version)), stale: null }
  }

  watch(receiver: Receiver, watch: Watch): void {
    const place = this.#places.get(receiver)
    if (place !== undefined) place.next = watch
  }

  /** Receivers with what they have heard; null for the version of one that has heard all. */
  *receivers(): Iterable<readonly [receiver: Receiver, version: number | null, isNew: boolean]> {
    for (const [receiver, { behind }] of this.#places)
      yield [receiver, behind?.version ?? null, behind?.knows === NOBODY]
  }

  isBehind(receiver: Receiver): boolean {
    return this.#places.get(receiver)?.behind != null
  }

  /** The version that all receivers have heard. */
  heard(version: number): number {
    let oldest = version
    for (const { behind } of this.#places.values()) oldest = Math.min(oldest, behind?.version ?? oldest)
    return oldest
  }

  /** True where there is something to tell that no change has brought. */
  sweep(): boolean {
    const nowMs = this.#options.clock.monotonicMs()
    // What is left of a second counts for the next one: a sweep comes late.
    const seconds = Math.floor((nowMs - this.#swappedAtMs) / SWAP_MS)
    this.#swappedAtMs += seconds * SWAP_MS
    this.#swapsDue = Math.min(this.#swapsDue + seconds * SWAPS, MOST_SWAPS)
    if (!this.#sights.isFull) this.#askAgain()
    if (this.#swapsDue > 0) return true
    for (const { next } of this.#places.values()) if (next !== null) return true
    return false
  }

  /** Receivers for whose views there was no room look again. */
  #askAgain(): void {
    for (const place of this.#places.values())
      if (place.watch.view !== null && place.sight === this.#sights.everywhere) place.next ??= place.watch
  }

  /** Tells a tick; `before` is the version that had been heard before it. True where some of it is for the next one. */
  tell(delta: PresenceDelta, before: number): boolean {
    const wasInTime = this.#stopSome(before)
    this.#turn += 1
    const swaps = this.#swapsDue
    this.#swapsDue = 0
    this.#room.front.take(delta)
    const said = saidIn(delta, this.#turn)
    const packets = this.#sights.take({ said, ends: delta.ends, places: new NewsPlaces(delta.news), swaps })
    for (const [receiver, place] of this.#places) {
      const packet = packets.get(place.sight)
      if (place.behind !== null || packet === undefined) continue
      const hasExtras = place.watch.people.length > 0 || place.extras.size > 0
      const more = hasExtras ? extrasOf(receiver, place, this.#room, said) : undefined
      this.#options.tell(receiver, packet, more)
    }
    if (swaps > 0) this.#tellTotal()
    return this.#sights.hasMore || !wasInTime
  }

  /** Tells receivers that are behind what they lack, as far as their sockets take it. True where some are for the next tick. */
  catchUp(isOver: () => boolean): boolean {
    const forNew = new Map<Sight, Packet>()
    const total = this.#room.table.size
    const caughtUp: [Receiver, Place][] = []
    let hasMore = false
    for (const [receiver, place] of this.#places) {
      const { behind, sight, watch } = place
      if (behind === null || receiver.isLagging) continue
      if (caughtUp.length > 0 && isOver()) {
        hasMore = true
        break
      }
      caughtUp.push([receiver, place])
      const isNew = behind.knows === NOBODY
      const isShared = isNew && watch.people.length === 0
      const packet = (isShared && forNew.get(sight)) || lackOf(receiver, place, behind, this.#room)
      if (isShared) forNew.set(sight, packet)
      place.behind = null
      this.#options.send(receiver, packet, undefined, isNew)
      this.#options.deliver(receiver, toFrame(writeCrowd(total)))
      if (total !== this.#toldTotal) this.#toldTotal = null
    }
    // Others have their turn before they have another one.
    for (const [receiver, place] of caughtUp)
      if (this.#places.delete(receiver)) this.#places.set(receiver, place)
    return hasMore
  }

  /** Lets those go on later who look elsewhere from now on, and those whose sockets take nothing. False where some look elsewhere later. */
  #stopSome(version: number): boolean {
    const nowMs = this.#options.clock.monotonicMs()
    const isOver = timeLimit(this.#options.clock, MOVES_MS)
    let wasInTime = true
    for (const [receiver, place] of this.#places) {
      if (receiver.isLagging) place.behind ??= this.#stop(place, version)
      else if (place.next !== null && nowMs - place.movedAtMs >= MOVE_MS) {
        wasInTime &&= !isOver()
        if (wasInTime) this.#move(place, place.next, version, nowMs)
      }
    }
    this.#sights.keep(this.#places.values())
    return wasInTime
  }

  #stop({ sight, extras }: Place, version: number): Behind {
    const knows = extras.size === 0 ? sight.known : new Map([...sight.known, ...extras])
    return { turn: this.#turn, version, knows, stale: NONE }
  }

  #move(place: Place, watch: Watch, version: number, nowMs: number): void {
    // What its old sight has not told yet is news; so is all of it where nobody knows when its new sight told what it has missed.
    const { behind, sight } = place
    const before = behind ?? this.#stop(place, version)
    place.behind = { ...before, stale: behind === null ? new Set(sight.due) : null }
    place.watch = watch
    place.sight = this.#sights.of(watch.view)
    place.next = null
    place.movedAtMs = nowMs
  }

  #tellTotal(): void {
    const total = this.#room.table.size
    if (total === this.#toldTotal) return
    this.#toldTotal = total
    const frame = toFrame(writeCrowd(total))
    // One that is behind is told when it catches up.
    for (const [receiver, { behind }] of this.#places)
      if (behind === null) this.#options.deliver(receiver, frame)
  }
}

const NONE: ReadonlySet<number> = new Set()

const NOTHING: Watch = { view: null, people: [] }
