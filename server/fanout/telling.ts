import type { Clock } from '../base/clock.ts'
import { timeLimit } from '../base/time-limit.ts'
import type { Packet } from './packet.ts'
import type { Receiver } from './receiver.ts'
import { TELL_MS } from './tell-in-turn.ts'

interface Ways {
  readonly tell: (receiver: Receiver, packet: Packet, more?: Uint8Array) => void
  /** It has not left since it was to be told. */
  readonly isHere: (receiver: Receiver) => boolean
}

interface Message {
  readonly receiver: Receiver
  readonly packet: Packet
  readonly more: Uint8Array | undefined
}

/** The messages of a tick, on their way to all receivers in turns of the event loop. What each is told is settled in the first of them. */
export class Telling {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  readonly #ways: Ways
  #isOver: () => boolean = () => false
  /** For further turns, in their order; those before `#next` have been sent. */
  #left: Message[] = []
  #next = 0

  constructor(clock: Pick<Clock, 'monotonicMs'>, ways: Ways) {
    this.#clock = clock
    this.#ways = ways
  }

  get isDone(): boolean {
    return this.#left.length === 0
  }

  /** Begins a turn, and tells those first that are left of the turn before. */
  begin(): void {
    this.#isOver = timeLimit(this.#clock, TELL_MS)
    while (this.#next < this.#left.length && !this.#isOver()) {
      const { receiver, packet, more } = this.#left[this.#next] as Message
      this.#next += 1
      if (this.#ways.isHere(receiver)) this.#ways.tell(receiver, packet, more)
    }
    if (this.#next >= this.#left.length) this.clear()
  }

  /** Tells `receiver` now, or in a further turn where the time of this one is over. */
  tell(receiver: Receiver, packet: Packet, more?: Uint8Array): void {
    if (this.#isOver()) this.#left.push({ receiver, packet, more })
    else this.#ways.tell(receiver, packet, more)
  }

  clear(): void {
    this.#left = []
    this.#next = 0
  }
}
