import { encodeSignal, type Signal, writeSignals } from '../../shared/index.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { toFrame, type WebSocketFrame } from './websocket-frame.ts'

/** For so long signals are collected, after one that went out at once: three hundred people may react together. */
const COLLECT_MS = 100

interface Queued<By extends Receiver> {
  readonly encoded: Uint8Array
  /** Whoever does not get it; null where it came from outside. */
  readonly from: By | null
  /** Whom it is for; null for everyone. */
  readonly to: ReadonlySet<By> | null
}

/** Signals of a room, on their way to everyone in the room who understands them. */
export class SignalOutbox<By extends Receiver> implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly room: string
  readonly #members: ReadonlySet<By>
  readonly #scheduler: Scheduler
  #queue: Queued<By>[] = []

  constructor(room: string, members: ReadonlySet<By>, scheduler: Scheduler) {
    this.room = room
    this.#members = members
    this.#scheduler = scheduler
  }

  add(signal: Signal, from: By | null, to: ReadonlySet<By> | null): void {
    this.#queue.push({ encoded: encodeSignal(signal), from, to })
    this.#scheduler.request(this)
  }

  waitMs(): number {
    return COLLECT_MS
  }

  flush(): void {
    const queue = this.#queue
    this.#queue = []
    if (queue.length === 0) return
    const toAll = queue.filter(({ to }) => to === null)
    const special = new Set(
      queue.flatMap(({ from, to }) => [...(from === null ? [] : [from]), ...(to ?? [])]),
    )
    let shared: WebSocketFrame | null = null
    for (const member of this.#members) {
      // An event is for who takes it now: it is not kept for a socket that does not.
      if (member.protocol === 'stock' || member.isLagging) continue
      if (special.has(member)) {
        const own = queue.filter(({ from, to }) => from !== member && (to === null || to.has(member)))
        if (own.length > 0) member.send(messageOf(own))
      } else if (toAll.length > 0) {
        shared ??= messageOf(toAll)
        member.send(shared)
      }
    }
  }
}

const messageOf = (queued: readonly { readonly encoded: Uint8Array }[]): WebSocketFrame =>
  toFrame(writeSignals(queued.map(({ encoded }) => encoded)))
