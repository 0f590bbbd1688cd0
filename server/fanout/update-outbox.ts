import type { Metrics } from '../base/metrics.ts'
import type { Load } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { type UpdateDelta, UpdateFeed } from './update-feed.ts'
import type { WebSocketFrame } from './websocket-frame.ts'

export interface UpdateOutboxOptions {
  readonly room: string
  readonly scheduler: Scheduler
  readonly metrics: Metrics
  readonly document: {
    stateVector(): Uint8Array
    /** The update that brings the holder of `stateVector` up to date. */
    since(stateVector: Uint8Array): WebSocketFrame
  }
}

/** Updates of a room's document, on their way to everyone in the room. */
export class UpdateOutbox<By extends Receiver> implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: UpdateOutboxOptions
  readonly #feed: UpdateFeed
  /** The state vector since which each has missed updates; null where it has missed none. */
  readonly #missedSince = new Map<By, Uint8Array | null>()

  constructor(options: UpdateOutboxOptions) {
    this.#options = options
    this.#feed = new UpdateFeed(options.document.stateVector)
  }

  get room(): string {
    return this.#options.room
  }

  enter(receiver: By): void {
    this.#missedSince.set(receiver, null)
  }

  leave(receiver: By): void {
    this.#missedSince.delete(receiver)
  }

  add(update: Uint8Array, origin: unknown): void {
    this.#feed.add(update, origin)
    this.#options.scheduler.request(this)
  }

  /** `receiver` was sent the whole document, whatever it had missed. */
  answered(receiver: By): void {
    if (this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: By): void {
    if (this.#missedSince.get(receiver)) this.#options.scheduler.request(this)
  }

  /** A typist feels how late a letter is. */
  waitMs(load: Load): number {
    return load.promptMs(this.costMs)
  }

  flush(): void {
    const delta = this.#feed.cut()
    for (const [receiver, missedSince] of this.#missedSince) {
      if (receiver.isLagging) this.#miss(receiver, missedSince, delta)
      else this.#send(receiver, missedSince, delta)
    }
  }

  #miss(receiver: By, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    if (missedSince !== null || delta === null || delta.soleOrigin === receiver) return
    this.#missedSince.set(receiver, delta.before)
  }

  #send(receiver: By, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    if (missedSince !== null) {
      this.#missedSince.set(receiver, null)
      this.#options.metrics.catchUps.inc({ what: 'document' })
      receiver.send(this.#options.document.since(missedSince))
    } else if (delta !== null && delta.soleOrigin !== receiver) receiver.send(delta.message)
  }
}
