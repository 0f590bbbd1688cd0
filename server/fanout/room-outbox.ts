import type { LeftReason } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import type { Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { Message } from './message.ts'
import type { Packet, Slice } from './packet.ts'
import type { Delta } from './presence-delta.ts'
import { NOTHING, PresenceFeed } from './presence-feed.ts'
import type { Receiver, Standing } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { type UpdateDelta, UpdateFeed } from './update-feed.ts'

export interface RoomOutboxOptions<By extends Receiver> {
  readonly table: PresenceTable<By>
  readonly clock: Clock
  readonly metrics: Metrics
  readonly scheduler: Scheduler
  readonly document: {
    stateVector(): Uint8Array
    /** The update that brings the holder of `stateVector` up to date. */
    since(stateVector: Uint8Array): Message
  }
  /** Whether an entry of `owner` is kept from `receiver`, as its own. */
  readonly isOwn: (clientId: number, owner: By, receiver: By) => boolean
}

/** What one flush has for those who are behind; each is encoded once. */
interface Tick<By extends Receiver> {
  readonly presence: Delta<By>
  readonly updates: UpdateDelta | null
  /** The version before it. */
  readonly before: number
  readonly catchUps: Map<string, Packet<By>>
}

/** What a room has to tell, to whom, and who stands where. */
export class RoomOutbox<By extends Receiver> implements Outbox {
  readonly #options: RoomOutboxOptions<By>
  readonly #presence: PresenceFeed<By>
  readonly #updates: UpdateFeed
  readonly #standings = new Map<By, Standing>()
  #stockReceivers = 0
  flushedAtMs = Number.NEGATIVE_INFINITY

  constructor(options: RoomOutboxOptions<By>) {
    this.#options = options
    this.#presence = new PresenceFeed(options.table, options.clock)
    this.#updates = new UpdateFeed(options.document.stateVector)
  }

  enter(receiver: By): void {
    this.#standings.set(receiver, { version: null, missedSince: null })
    if (receiver.wire === 'stock') this.#stockReceivers += 1
  }

  leave(receiver: By): void {
    if (this.#standings.delete(receiver) && receiver.wire === 'stock') this.#stockReceivers -= 1
  }

  changed(clientId: number): void {
    this.#presence.changed(clientId)
  }

  removed(removal: Removal<By>, reason: LeftReason): void {
    this.#presence.removed(removal, reason)
  }

  updated(update: Uint8Array, origin: unknown): void {
    this.#updates.add(update, origin)
    this.request()
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: By): void {
    const standing = this.#standings.get(receiver)
    if (standing !== undefined) standing.version = NOTHING
  }

  /** `receiver` has the whole document now, whatever it missed. */
  answered(receiver: By): void {
    const standing = this.#standings.get(receiver)
    if (standing !== undefined) standing.missedSince = null
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: By): void {
    const standing = this.#standings.get(receiver)
    if (standing !== undefined && this.#isBehind(standing)) this.request()
  }

  renew(): void {
    if (this.#stockReceivers === 0) return
    this.#presence.renew()
    if (this.#presence.hasNews) this.request()
  }

  /** Sends what there is to send: at once in a quiet room, else with the next tick. */
  request(): void {
    this.#options.scheduler.request(this)
  }

  flush(): void {
    const before = this.#presence.version
    const tick: Tick<By> = {
      before,
      presence: this.#presence.cut(),
      updates: this.#updates.cut(),
      catchUps: new Map(),
    }
    let oldest = this.#presence.version
    for (const [receiver, standing] of this.#standings) {
      if (receiver.isLagging) {
        if (tick.updates !== null && tick.updates.soleOrigin !== receiver)
          standing.missedSince ??= tick.updates.before
      } else {
        this.#sendPresence(receiver, standing, tick)
        this.#sendUpdates(receiver, standing, tick.updates)
      }
      if (standing.version !== null && standing.version !== NOTHING)
        oldest = Math.min(oldest, standing.version)
    }
    this.#presence.forget(oldest)
  }

  #isBehind({ version, missedSince }: Standing): boolean {
    return missedSince !== null || (version !== null && version !== this.#presence.version)
  }

  #sendPresence(receiver: By, standing: Standing, tick: Tick<By>): void {
    const { version } = standing
    if (version === null) return
    if (!this.#presence.reaches(version)) {
      receiver.giveUp()
      return
    }
    standing.version = this.#presence.version
    const isCurrent = version === tick.before
    const packet = isCurrent ? this.#deltaFor(receiver, tick) : this.#catchUpFor(receiver, version, tick)
    if (!isCurrent && version !== NOTHING) this.#options.metrics.catchUps.inc()
    // A client of ours waits for the first one: it says that everyone has been named.
    const isAwaited = version === NOTHING && receiver.wire === 'homeroom.v1'
    const own = this.#ownIn(packet, receiver)
    if (isAwaited || !packet.isAll(own)) receiver.send(packet.without(own))
  }

  #sendUpdates(receiver: By, standing: Standing, updates: UpdateDelta | null): void {
    if (standing.missedSince !== null) {
      const missed = this.#options.document.since(standing.missedSince)
      standing.missedSince = null
      this.#options.metrics.catchUps.inc()
      receiver.send(missed)
    } else if (updates !== null && updates.soleOrigin !== receiver) receiver.send(updates.message)
  }

  #deltaFor(receiver: By, { presence }: Tick<By>): Packet<By> {
    return receiver.wire === 'stock' ? presence.stock : presence.compact
  }

  #catchUpFor({ wire }: By, since: number, { catchUps }: Tick<By>): Packet<By> {
    const key = `${wire} ${since}`
    const made = catchUps.get(key)
    if (made !== undefined) return made
    const packet = wire === 'stock' ? this.#presence.stockSince(since) : this.#presence.compactSince(since)
    catchUps.set(key, packet)
    return packet
  }

  /** Never a receiver's own record of before: a stock client would take it for its present state. */
  #ownIn(packet: Packet<By>, receiver: By): Slice<By>[] {
    const own: Slice<By>[] = []
    if (packet.isEmpty) return own
    for (const clientId of receiver.ownedClients) {
      const slice = packet.sliceOf(clientId)
      if (slice !== undefined && this.#options.isOwn(clientId, slice.owner, receiver)) own.push(slice)
    }
    return own
  }
}
