import type { Context } from '../base/context.ts'
import type { Participant } from '../presence/participant.ts'
import type { Load } from './load.ts'
import type { Packet, Slice } from './packet.ts'
import type { PresenceDelta } from './presence-delta.ts'
import { NOTHING, type PresenceFeed } from './presence-feed.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import type { Deliver } from './websocket-frame.ts'
import type { Wire } from './wires/wire.ts'

/** Entries of others that a receiver says are its own: until that is settled it is not told of them. */
export interface Wanted {
  readonly isEmpty: boolean
  wantedBy(receiver: Participant): readonly number[]
}

export interface PresenceOutboxOptions extends Pick<Context, 'metrics'> {
  readonly room: string
  readonly feed: PresenceFeed
  readonly scheduler: Scheduler
  readonly wanted: Wanted
  readonly deliver: Deliver<Receiver>
  readonly onBroken: () => void
  /** For how long changes are collected at least, in ms, where a tick is shorter. */
  readonly leastMs: number
}

/** Presence of a room, on its way to every receiver that has been greeted. */
export class PresenceOutbox implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: PresenceOutboxOptions
  readonly #feed: PresenceFeed
  /** Receivers that have heard everything. Nobody is told of anyone before it has said who it is. */
  readonly #current = new Set<Receiver>()
  /** The version that each of the others has heard. */
  readonly #behind = new Map<Receiver, number>()
  /** Receivers that know some already and are told of everyone again: beside it they hear who is gone. */
  readonly #again = new Set<Receiver>()
  #forgetful = 0

  constructor(options: PresenceOutboxOptions) {
    this.#options = options
    this.#feed = options.feed
  }

  get room(): string {
    return this.#options.room
  }

  broken(): void {
    this.#options.onBroken()
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: Receiver): void {
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

  leave(receiver: Receiver): void {
    this.#again.delete(receiver)
    const wasKnown = this.#current.delete(receiver) || this.#behind.delete(receiver)
    if (wasKnown && receiver.wire.needsRenewal) this.#forgetful -= 1
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    if (this.#behind.has(receiver)) this.request()
  }

  /** Changes did not come here: everyone is told what the difference is. */
  missed(): void {
    this.#feed.missed()
    this.request()
  }

  renew(): void {
    if (this.#forgetful === 0) return
    this.#feed.renew()
    if (this.#feed.hasNews) this.request()
  }

  /** Sends what there is to send: at once in a quiet room, else with the next tick. */
  request(): void {
    this.#options.scheduler.request(this)
  }

  waitMs({ tickMs }: Load): number {
    return Math.max(tickMs, this.#options.leastMs)
  }

  flush(): void {
    const before = this.#feed.version
    try {
      this.#tell(this.#feed.cut(), before)
      this.#catchUp()
    } catch (error) {
      // A receiver that was told is told again, and hears nothing new; one that was not has missed nothing for good.
      for (const receiver of this.#current) this.#behind.set(receiver, before)
      this.#current.clear()
      throw error
    }
    this.#forget()
  }

  /** Tells everyone who has heard everything before. */
  #tell(delta: PresenceDelta, before: number): void {
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
      this.#send(receiver, packet)
    })
  }

  /** Tells receivers that are behind what they lack, as far as their sockets take it. */
  #catchUp(): void {
    const packets = new Map<Wire, Map<string, Packet>>()
    for (const [receiver, version] of this.#behind) {
      if (receiver.isLagging) continue
      if (!this.#feed.reaches(version)) {
        // It missed more than can be told.
        receiver.close('too-slow')
        continue
      }
      const packet = this.#packetFor(receiver, version, packets)
      const isAwaited = version === NOTHING && receiver.wire.awaitsSnapshot
      const wasTold = this.#send(receiver, packet, isAwaited)
      // A receiver that could not be sent it has left.
      if (!this.#behind.delete(receiver)) continue
      this.#again.delete(receiver)
      this.#current.add(receiver)
      if (wasTold && version !== NOTHING) this.#options.metrics.catchUps.inc({ what: 'presence' })
    }
  }

  #packetFor(receiver: Receiver, since: number, packets: Map<Wire, Map<string, Packet>>): Packet {
    const { wire } = receiver
    const isAgain = this.#again.has(receiver)
    const key = `${since} ${isAgain}`
    const ofWire = packets.get(wire) ?? new Map<string, Packet>()
    packets.set(wire, ofWire)
    const made = ofWire.get(key)
    if (made !== undefined) return made
    const toldSince = isAgain ? NOTHING : since
    const packet = wire.encode(this.#feed.since(since, { toldSince, refreshes: wire.needsRenewal }))
    ofWire.set(key, packet)
    return packet
  }

  /** False where nothing in it is for `receiver`. */
  #send(receiver: Receiver, packet: Packet, isAwaited = false): boolean {
    const own = this.#ownIn(packet, receiver)
    if (!isAwaited && packet.isAll(own)) return false
    this.#options.deliver(receiver, packet.without(own))
    return true
  }

  #forget(): void {
    let oldest = this.#feed.version
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
