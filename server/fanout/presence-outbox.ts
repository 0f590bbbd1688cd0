import type { LeftReason } from '../../shared/index.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Removal } from '../presence/presence-entry.ts'
import type { Load } from './load.ts'
import type { Packet, Slice } from './packet.ts'
import { NOTHING, type PresenceFeed } from './presence-feed.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'

export interface PresenceOutboxOptions<By extends Receiver> {
  readonly room: string
  readonly feed: PresenceFeed<By>
  readonly scheduler: Scheduler
  readonly metrics: Metrics
  /** Whether an entry of `owner` is kept from `receiver`, as its own. */
  readonly isOwn: (clientId: number, owner: By, receiver: By) => boolean
}

/** Presence of a room, on its way to everyone who has been greeted. */
export class PresenceOutbox<By extends Receiver> implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: PresenceOutboxOptions<By>
  readonly #feed: PresenceFeed<By>
  /** Those who have heard everything. Nobody is told of anyone before it has said who it is. */
  readonly #current = new Set<By>()
  /** The version that each of the others has heard. */
  readonly #behind = new Map<By, number>()
  /** Those who know some already and are told of everyone again: beside it they hear who is gone. */
  readonly #again = new Set<By>()
  #stockReceivers = 0

  constructor(options: PresenceOutboxOptions<By>) {
    this.#options = options
    this.#feed = options.feed
  }

  get room(): string {
    return this.#options.room
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: By): void {
    const isKnown = this.#current.has(receiver) || this.#behind.has(receiver)
    if (this.#current.delete(receiver)) this.#behind.set(receiver, this.#feed.version)
    if (isKnown) {
      this.#again.add(receiver)
      return
    }
    if (receiver.protocol === 'stock') this.#stockReceivers += 1
    this.#behind.set(receiver, NOTHING)
  }

  leave(receiver: By): void {
    this.#again.delete(receiver)
    const wasKnown = this.#current.delete(receiver) || this.#behind.delete(receiver)
    if (wasKnown && receiver.protocol === 'stock') this.#stockReceivers -= 1
  }

  changed(clientId: number): void {
    this.#feed.changed(clientId)
  }

  removed(removal: Removal<By>, reason: LeftReason): void {
    this.#feed.removed(removal, reason)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: By): void {
    if (this.#behind.has(receiver)) this.request()
  }

  renew(): void {
    if (this.#stockReceivers === 0) return
    this.#feed.renew()
    if (this.#feed.hasNews) this.request()
  }

  /** Sends what there is to send: at once in a quiet room, else with the next tick. */
  request(): void {
    this.#options.scheduler.request(this)
  }

  waitMs({ tickMs }: Load): number {
    return tickMs
  }

  flush(): void {
    const before = this.#feed.version
    const delta = this.#feed.cut()
    const current = [...this.#current]
    this.#catchUp()
    for (const receiver of current) {
      if (receiver.isLagging) {
        this.#current.delete(receiver)
        this.#behind.set(receiver, before)
      } else this.#send(receiver, receiver.protocol === 'stock' ? delta.stock : delta.compact)
    }
    this.#forget()
  }

  /** Tells those who are behind what they lack, as far as their sockets take it. */
  #catchUp(): void {
    const packets = new Map<string, Packet<By>>()
    for (const [receiver, version] of this.#behind) {
      if (receiver.isLagging) continue
      if (!this.#feed.reaches(version)) {
        receiver.giveUp()
        continue
      }
      this.#behind.delete(receiver)
      this.#current.add(receiver)
      const packet = this.#packetFor(receiver, version, packets)
      // A client of ours waits for the first one: it says that everyone has been named.
      const isAwaited = version === NOTHING && receiver.protocol === 'homeroom.v1'
      const wasTold = this.#send(receiver, packet, isAwaited)
      if (wasTold && version !== NOTHING) this.#options.metrics.catchUps.inc({ what: 'presence' })
    }
  }

  /** False where nothing in it is for `receiver`. */
  #send(receiver: By, packet: Packet<By>, isAwaited = false): boolean {
    const own = this.#ownIn(packet, receiver)
    if (!isAwaited && packet.isAll(own)) return false
    receiver.send(packet.without(own))
    return true
  }

  #forget(): void {
    let oldest = this.#feed.version
    for (const version of this.#behind.values()) if (version !== NOTHING) oldest = Math.min(oldest, version)
    this.#feed.forget(oldest)
  }

  #packetFor(receiver: By, since: number, packets: Map<string, Packet<By>>): Packet<By> {
    const { protocol } = receiver
    const isAgain = this.#again.delete(receiver)
    const key = `${protocol} ${since} ${isAgain}`
    const made = packets.get(key)
    if (made !== undefined) return made
    const toldSince = isAgain ? NOTHING : since
    const packet =
      protocol === 'stock'
        ? this.#feed.stockSince(since, toldSince)
        : this.#feed.compactSince(since, toldSince)
    packets.set(key, packet)
    return packet
  }

  /** Never a receiver's own record of before: a stock client would take it for its present state. */
  #ownIn(packet: Packet<By>, receiver: By): readonly Slice<By>[] {
    if (packet.isEmpty || receiver.ownedClients.size === 0) return NONE
    let own: Slice<By>[] | null = null
    for (const clientId of receiver.ownedClients) {
      const slice = packet.sliceOf(clientId)
      if (slice === undefined || !this.#options.isOwn(clientId, slice.owner, receiver)) continue
      own ??= []
      own.push(slice)
    }
    return own ?? NONE
  }
}

const NONE: readonly never[] = []
