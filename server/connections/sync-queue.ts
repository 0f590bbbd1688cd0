import type { Clock } from '../base/clock.ts'
import type { Peer } from './peer.ts'

/** Answers that sockets have not taken yet: more of them only wait in memory, each of them a document. */
const BUSY = 16

/** A peer that takes its answer more slowly does not keep the others waiting. */
const TURN_MS = 5_000

/** Answers to sync step 1, so many at a time over all rooms. An answer that the socket takes at once waits for nobody. */
export class SyncQueue {
  readonly #clock: Clock
  readonly #busySinceMs = new Map<Peer, number>()
  readonly #giveByPeer = new Map<Peer, () => boolean>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Peers whose turn has not come. */
  get waiting(): number {
    return this.#giveByPeer.size
  }

  /** Calls `give`, which sends the answer, when the turn of `peer` has come. It gives true where more of it follows later. */
  ask(peer: Peer, give: () => boolean): void {
    if (this.#busySinceMs.size < BUSY) this.#give(peer, give)
    else this.#giveByPeer.set(peer, give)
  }

  /** The socket of `peer` has taken everything, or is gone. */
  settle(peer: Peer): void {
    if (!peer.isOpen) this.#giveByPeer.delete(peer)
    if (this.#busySinceMs.delete(peer)) this.#next()
  }

  sweep(): void {
    const nowMs = this.#clock.monotonicMs()
    for (const [peer, sinceMs] of this.#busySinceMs)
      if (nowMs - sinceMs >= TURN_MS) this.#busySinceMs.delete(peer)
    this.#next()
  }

  #give(peer: Peer, give: () => boolean): void {
    const isGoingOn = give()
    if (peer.isOpen && (isGoingOn || peer.isLagging)) this.#busySinceMs.set(peer, this.#clock.monotonicMs())
  }

  #next(): void {
    for (const [peer, give] of this.#giveByPeer) {
      if (this.#busySinceMs.size >= BUSY) return
      this.#giveByPeer.delete(peer)
      this.#give(peer, give)
    }
  }
}
