import type { Packet } from './packet.ts'
import { NOTHING, type PresenceFeed } from './presence-feed.ts'
import type { Wire } from './wires/wire.ts'

/** What receivers lack, in one tick: encoded once for all on the same wire that have heard the same. */
export class CatchUpPackets {
  readonly #feed: PresenceFeed
  readonly #byWire = new Map<Wire, Map<string, Packet>>()

  constructor(feed: PresenceFeed) {
    this.#feed = feed
  }

  /** What has come after the version `since`; `isAgain` for a receiver that is told of everyone, though it knows some. */
  since(since: number, wire: Wire, isAgain: boolean): Packet {
    const key = `${since} ${isAgain}`
    const ofWire = this.#byWire.get(wire) ?? new Map<string, Packet>()
    this.#byWire.set(wire, ofWire)
    const made = ofWire.get(key)
    if (made !== undefined) return made
    const toldSince = isAgain ? NOTHING : since
    const packet = wire.encode(this.#feed.since(since, { toldSince, refreshes: wire.needsRenewal }))
    ofWire.set(key, packet)
    return packet
  }
}
