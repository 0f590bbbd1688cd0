import { encodeSignal, type Signal } from '../../shared/index.ts'
import type { Participant } from '../presence/participant.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { type Deliver, toFrame, type WebSocketFrame } from './websocket-frame.ts'
import type { QueuedSignal, Wire } from './wires/wire.ts'

/** For so long signals are collected, after one that went out at once: three hundred people may react together. */
const COLLECT_MS = 100

/** What all receivers are sent in one turn of the event loop: where a class writes at once, each is sent all but its own. */
const TURN_BYTES = 8 * 1024 * 1024

interface Addressed extends QueuedSignal {
  /** The sender, which does not get it; null where it came from outside. */
  readonly by: Participant | null
  /** Whom it is for; null for everyone. */
  readonly to: ReadonlySet<Participant> | null
}

export interface SignalOutboxOptions {
  readonly room: string
  readonly receivers: ReadonlySet<Receiver>
  readonly scheduler: Scheduler
  readonly deliver: Deliver<Receiver>
  readonly onBroken: () => void
}

/** What a receiver is told that was not told of all messages of the chat: it asks for them. */
const MISSED: Signal = {
  kind: 'chat-history',
  data: null,
  from: { clientId: null, id: null, name: null, role: 'host' },
  atMs: 0,
}

/** Signals of a room, on their way to every receiver that understands them. */
export class SignalOutbox implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: SignalOutboxOptions
  #queue: Addressed[] = []
  /** Receivers whose sockets did not take messages of the chat when these were told. */
  readonly #missing = new WeakSet<Receiver>()
  /** What one after the other is told alone, and may be the same for many. */
  readonly #frames = new WeakMap<Signal, Map<Wire, WebSocketFrame | null>>()

  constructor(options: SignalOutboxOptions) {
    this.#options = options
  }

  get room(): string {
    return this.#options.room
  }

  broken(): void {
    this.#options.onBroken()
  }

  add(signal: Signal, by: Participant | null, to: ReadonlySet<Participant> | null): void {
    this.#queue.push({ signal, encoded: encodeSignal(signal), by, to })
    this.#options.scheduler.request(this)
  }

  /** Tells one receiver alone, at once. */
  answer(receiver: Receiver, signal: Signal): void {
    if (receiver.isLagging) {
      this.#missing.add(receiver)
      return
    }
    this.state(receiver, signal)
  }

  /** Tells one receiver alone, at once, whether its socket takes more or not. */
  state(receiver: Receiver, signal: Signal): void {
    const { wire } = receiver
    const frames = this.#frames.get(signal) ?? new Map<Wire, WebSocketFrame | null>()
    this.#frames.set(signal, frames)
    const frame = frames.get(wire) ?? frameOf(wire, [{ signal, encoded: encodeSignal(signal) }])
    frames.set(wire, frame)
    if (frame !== null) this.#options.deliver(receiver, frame)
  }

  /** Messages of the chat may not have come: clients that show them ask for them. */
  missed(): void {
    this.add(MISSED, null, null)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    if (!receiver.isLagging && this.#missing.delete(receiver)) this.answer(receiver, MISSED)
  }

  waitMs(): number {
    return COLLECT_MS
  }

  flush(): void {
    const queue = this.#takeSome()
    if (queue.length === 0) return
    let frames: Map<Receiver, WebSocketFrame>
    try {
      frames = this.#framesOf(queue)
    } catch (error) {
      this.#queue = [...queue, ...this.#queue]
      throw error
    }
    for (const [receiver, frame] of frames) this.#options.deliver(receiver, frame)
    if (this.#queue.length > 0) this.#options.scheduler.resume(this)
  }

  /** Takes the first of what waits, as much as a turn bears. */
  #takeSome(): readonly Addressed[] {
    const mostBytes = TURN_BYTES / Math.max(1, this.#options.receivers.size)
    let bytes = 0
    let end = 0
    for (const { encoded } of this.#queue) {
      bytes += encoded.length
      if (end > 0 && bytes > mostBytes) break
      end += 1
    }
    const some = this.#queue.slice(0, end)
    this.#queue = this.#queue.slice(end)
    return some
  }

  /** Nothing is sent before all of it is encoded: an event is not told twice. */
  #framesOf(queue: readonly Addressed[]): Map<Receiver, WebSocketFrame> {
    const { receivers } = this.#options
    const frames = new Map<Receiver, WebSocketFrame>()
    const toAll = queue.filter(({ to }) => to === null)
    const special = new Set(queue.flatMap(({ by, to }) => [...(by === null ? [] : [by]), ...(to ?? [])]))
    const shared = new Map<Wire, WebSocketFrame | null>()
    for (const receiver of receivers) {
      // An event is for a receiver that takes it now: it is not kept for a socket that does not.
      if (receiver.isLagging) {
        if (queue.some(({ signal }) => signal.kind.startsWith('chat'))) this.#missing.add(receiver)
        continue
      }
      const { wire } = receiver
      const isFor = ({ by, to }: Addressed) => by !== receiver && (to === null || to.has(receiver))
      let frame = special.has(receiver) ? frameOf(wire, queue.filter(isFor)) : shared.get(wire)
      if (frame === undefined) {
        frame = frameOf(wire, toAll)
        shared.set(wire, frame)
      }
      if (frame !== null) frames.set(receiver, frame)
    }
    return frames
  }
}

const frameOf = (wire: Wire, signals: readonly QueuedSignal[]): WebSocketFrame | null => {
  const bytes = signals.length === 0 ? null : wire.signals(signals)
  return bytes === null ? null : toFrame(bytes)
}
