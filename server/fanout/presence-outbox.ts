import type { LeftReason } from '../../shared/index.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Removal } from '../presence/presence-entry.ts'
import type { Load } from './load.ts'
import type { Packet, Slice } from './packet.ts'
import type { Delta } from './presence-delta.ts'
import { NOTHING, type PresenceFeed } from './presence-feed.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'

export interface PresenceOutboxOptions<By extends Receiver> {
  readonly feed: PresenceFeed<By>
  readonly scheduler: Scheduler
  readonly metrics: Metrics
  /** Whether an entry of `owner` is kept from `receiver`, as its own. */
  readonly isOwn: (clientId: number, owner: By, receiver: By) => boolean
}

/** What one flush has for everyone; each part is encoded once. */
interface Tick<By extends Receiver> {
  readonly delta: Delta<By>
  /** The version before it. */
  readonly before: number
  readonly catchUps: Map<string, Packet<By>>
}

/** Presence of a room, on its way to everyone who has been greeted. */
export class PresenceOutbox<By extends Receiver> implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: PresenceOutboxOptions<By>
  readonly #feed: PresenceFeed<By>
  /** The version that each has heard. Nobody is told of anyone before it has said who it is. */
  readonly #versions = new Map<By, number>()
  /** Those who know some already and are told of everyone again: beside it they hear who is gone. */
  readonly #again = new Set<By>()
  #stockReceivers = 0

  constructor(options: PresenceOutboxOptions<By>) {
    this.#options = options
    this.#feed = options.feed
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: By): void {
    if (this.#versions.has(receiver)) {
      this.#again.add(receiver)
      return
    }
    if (receiver.wire === 'stock') this.#stockReceivers += 1
    this.#versions.set(receiver, NOTHING)
  }

  leave(receiver: By): void {
    this.#again.delete(receiver)
    if (this.#versions.delete(receiver) && receiver.wire === 'stock') this.#stockReceivers -= 1
  }

  changed(clientId: number): void {
    this.#feed.changed(clientId)
  }

  removed(removal: Removal<By>, reason: LeftReason): void {
    this.#feed.removed(removal, reason)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: By): void {
    const version = this.#versions.get(receiver)
    if (version === undefined) return
    if (version !== this.#feed.version || this.#again.has(receiver)) this.request()
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
    const tick: Tick<By> = { before, delta: this.#feed.cut(), catchUps: new Map() }
    let oldest = this.#feed.version
    for (const [receiver, version] of this.#versions) {
      if (!receiver.isLagging) this.#send(receiver, version, tick)
      else if (version !== NOTHING) oldest = Math.min(oldest, version)
    }
    this.#feed.forget(oldest)
  }

  #send(receiver: By, version: number, tick: Tick<By>): void {
    if (!this.#feed.reaches(version)) {
      receiver.giveUp()
      return
    }
    if (version !== this.#feed.version) this.#versions.set(receiver, this.#feed.version)
    const isAgain = this.#again.delete(receiver)
    const isCurrent = version === tick.before && !isAgain
    const packet = isCurrent ? deltaFor(receiver, tick) : this.#catchUpFor(receiver, version, isAgain, tick)
    // A client of ours waits for the first one: it says that everyone has been named.
    const isAwaited = version === NOTHING && receiver.wire === 'homeroom.v1'
    const own = this.#ownIn(packet, receiver)
    if (!isAwaited && packet.isAll(own)) return
    if (version !== tick.before && version !== NOTHING)
      this.#options.metrics.catchUps.inc({ what: 'presence' })
    receiver.send(packet.without(own))
  }

  #catchUpFor({ wire }: By, since: number, isAgain: boolean, { catchUps }: Tick<By>): Packet<By> {
    const key = `${wire} ${since} ${isAgain}`
    const made = catchUps.get(key)
    if (made !== undefined) return made
    const toldSince = isAgain ? NOTHING : since
    const packet =
      wire === 'stock' ? this.#feed.stockSince(since, toldSince) : this.#feed.compactSince(since, toldSince)
    catchUps.set(key, packet)
    return packet
  }

  /** Never a receiver's own record of before: a stock client would take it for its present state. */
  #ownIn(packet: Packet<By>, receiver: By): readonly Slice<By>[] {
    if (packet.isEmpty) return NONE
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

const deltaFor = <By extends Receiver>({ wire }: By, { delta }: Tick<By>): Packet<By> =>
  wire === 'stock' ? delta.stock : delta.compact
