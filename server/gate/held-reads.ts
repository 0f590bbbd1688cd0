import type { Duplex } from 'node:stream'

/** So many of those that wait are read in a turn. */
const AT_ONCE = 64

/**
 * Sockets whose reading can wait. What has come to all sockets Node reads in one turn of the event loop, 64 KiB of each: it goes on to those
 * that are read no more with none of it, also in the midst of that turn.
 */
export class HeldReads {
  readonly #sockets = new Set<Duplex>()
  /** In the order in which they began to wait. */
  readonly #held = new Set<Duplex>()
  #isArmed = false

  add(socket: Duplex): void {
    this.#sockets.add(socket)
    // It comes in a turn that is over.
    if (this.#held.size > 0) this.#hold(socket)
  }

  /** It is read as ever. */
  remove(socket: Duplex): void {
    this.#sockets.delete(socket)
    if (this.#held.delete(socket)) socket.resume()
  }

  /** The turn is over: all of them wait for later ones. */
  hold(): void {
    for (const socket of this.#sockets) this.#hold(socket)
  }

  #hold(socket: Duplex): void {
    if (this.#held.has(socket)) return
    this.#held.add(socket)
    socket.pause()
    this.#arm()
  }

  #arm(): void {
    if (this.#isArmed || this.#held.size === 0) return
    this.#isArmed = true
    setImmediate(() => {
      this.#isArmed = false
      this.#goOn()
      this.#arm()
    })
  }

  #goOn(): void {
    let left = AT_ONCE
    for (const socket of this.#held) {
      if (left === 0) return
      left -= 1
      this.#held.delete(socket)
      socket.resume()
    }
  }
}
