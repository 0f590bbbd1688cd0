// A room of so many people that its receivers are not told of all of them.
import { type Watch, writeCrowd } from '../../../shared/index.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Packet } from '../packet.ts'
import type { PresenceDelta } from '../presence-delta.ts'
import type { Receiver } from '../receiver.ts'
import { toFrame, type WebSocketFrame } from '../websocket-frame.ts'
import { Front } from './front.ts'
import { type Behind, extrasOf, lackOf, type Place, saidIn } from './place.ts'
import type { CrowdedRoom, Sight } from './sight.ts'
import { Sights } from './sights.ts'

/** After so long some who are in sight give their place to others, and the count is told anew. */
const SWAP_MS = 1_000
/** That many of them; no more than in three seconds, where the relay was late. */
const SWAPS = 4
const MOST_SWAPS = 3 * SWAPS

/** A receiver looks elsewhere no more often: each time it may be told of everybody who is there. */
const MOVE_MS = 500

/** What a receiver knows that is new in the room. */
const NOBODY: ReadonlyMap<number, number> = new Map()

export interface CrowdOptions extends Omit<CrowdedRoom, 'front'> {
  readonly metrics: Pick<Metrics, 'crowds' | 'crowdReceivers'>
  /** Sends a packet without what is the receiver's own, and `more` behind it. */
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
  readonly #places = new Map<Receiver, Place>()
  #turn = 0
  #swappedAtMs: number
  /** Whole seconds since then: for each of them some give their places to others. */
  #swapsDue = 0
  /** Null where not all were told the same count. */
  #toldTotal: number | null = null

  constructor(options: CrowdOptions, nowMs: number) {
    this.#options = options
    this.#swappedAtMs = nowMs
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
  sweep(nowMs: number): boolean {
    // What is left of a second counts for the next one: a sweep comes late.
    const seconds = Math.floor((nowMs - this.#swappedAtMs) / SWAP_MS)
    this.#swappedAtMs += seconds * SWAP_MS
    this.#swapsDue = Math.min(this.#swapsDue + seconds * SWAPS, MOST_SWAPS)
    if (this.#swapsDue > 0) return true
    for (const { next } of this.#places.values()) if (next !== null) return true
    return false
  }

  /** Tells a tick; `before` is the version that had been heard before it. True where some of it is for the next one. */
  tell(delta: PresenceDelta, before: number, nowMs: number): boolean {
    this.#stopSome(before, nowMs)
    this.#turn += 1
    const swaps = this.#swapsDue
    this.#swapsDue = 0
    this.#room.front.take(delta)
    const packets = this.#sights.take({ delta, swaps, number: this.#turn })
    const said = saidIn(delta, this.#turn)
    for (const [receiver, place] of this.#places) {
      const packet = packets.get(place.sight)
      if (place.behind !== null || packet === undefined) continue
      const hasExtras = place.watch.people.length > 0 || place.extras.size > 0
      const more = hasExtras ? extrasOf(receiver, place, this.#room, said) : undefined
      this.#options.send(receiver, packet, more, false)
    }
    if (swaps > 0) this.#tellTotal()
    return this.#sights.hasMore
  }

  /** Tells receivers that are behind what they lack, as far as their sockets take it. */
  catchUp(): void {
    const forNew = new Map<Sight, Packet>()
    const total = this.#room.table.size
    for (const [receiver, place] of this.#places) {
      const { behind, sight, watch } = place
      if (behind === null || receiver.isLagging) continue
      const isNew = behind.knows === NOBODY
      const isShared = isNew && watch.people.length === 0
      const packet = (isShared && forNew.get(sight)) || lackOf(receiver, place, behind, this.#room)
      if (isShared) forNew.set(sight, packet)
      place.behind = null
      this.#options.send(receiver, packet, undefined, isNew)
      this.#options.deliver(receiver, toFrame(writeCrowd(total)))
      if (total !== this.#toldTotal) this.#toldTotal = null
    }
  }

  /** Lets those go on later who look elsewhere from now on, and those whose sockets take nothing. */
  #stopSome(version: number, nowMs: number): void {
    for (const [receiver, place] of this.#places) {
      if (place.next !== null && nowMs - place.movedAtMs >= MOVE_MS)
        this.#move(place, place.next, version, nowMs)
      else if (place.behind === null && receiver.isLagging) place.behind = this.#stop(place, version)
    }
    this.#sights.keep(this.#places.values())
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
