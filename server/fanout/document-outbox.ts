import { ok, type Result, writeMessage } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Participant } from '../presence/participant.ts'
import type { Load } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import { type UpdateDelta, UpdateFeed } from './update-feed.ts'
import { type Deliver, toFrame, toLastingFrame, type WebSocketFrame } from './websocket-frame.ts'

/** What is sent of a room's document. */
export interface SentDocument {
  /** Rises with each change. */
  readonly version: number
  stateVector(): Uint8Array
  /** What the holder of `stateVector` lacks, as an update. */
  since(stateVector: Uint8Array): Result<Uint8Array, 'bad-state-vector'>
}

export interface DocumentOutboxOptions extends Pick<Context, 'metrics'> {
  readonly room: string
  readonly scheduler: Scheduler
  readonly document: SentDocument
  readonly deliver: Deliver<Receiver>
  readonly onBroken: () => void
}

/** The state vector of a receiver that knows nothing: what a client with an empty document sends. */
const EMPTY = Uint8Array.of(0)

const isEmpty = (stateVector: Uint8Array): boolean => stateVector.length === 1 && stateVector[0] === 0

type Answer = Result<WebSocketFrame, 'bad-state-vector'>

/** A frame that is kept for as long as the document is as it was. */
interface Kept {
  readonly version: number
  readonly frame: WebSocketFrame
}

/** A room's document on its way to all receivers: updates as they come, and all of it for those that ask. */
export class DocumentOutbox implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: DocumentOutboxOptions
  readonly #feed: UpdateFeed
  /** The state vector since which each has missed updates; null where it has missed none. */
  readonly #missedSince = new Map<Receiver, Uint8Array | null>()
  /** The answer for a client that has nothing yet: made once per version, sent to every joiner. */
  #whole: Kept | null = null
  #question: Kept | null = null

  constructor(options: DocumentOutboxOptions) {
    this.#options = options
    this.#feed = new UpdateFeed(() => options.document.stateVector())
  }

  get room(): string {
    return this.#options.room
  }

  broken(): void {
    this.#options.onBroken()
  }

  enter(receiver: Receiver): void {
    this.#missedSince.set(receiver, null)
  }

  leave(receiver: Receiver): void {
    this.#missedSince.delete(receiver)
  }

  add(update: Uint8Array, by: Participant | null): void {
    this.#feed.add(update, by)
    this.#options.scheduler.request(this)
  }

  /** The answer to sync step 1; whatever `receiver` had missed is in it. */
  answer(receiver: Receiver, stateVector: Uint8Array): Result<void, 'bad-state-vector'> {
    const frame = isEmpty(stateVector) ? this.#answerToAll() : this.#answerTo(stateVector)
    if (!frame.ok) return frame
    if (this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
    this.#options.deliver(receiver, frame.value)
    return ok(undefined)
  }

  /** Asks `receiver` for what the relay lacks: the relay's own step 1. */
  ask(receiver: Receiver): void {
    const { document, deliver } = this.#options
    if (this.#question?.version !== document.version) {
      const frame = toLastingFrame(writeMessage.step1(document.stateVector()))
      this.#question = { version: document.version, frame }
    }
    deliver(receiver, this.#question.frame)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    if (this.#missedSince.get(receiver)) this.#options.scheduler.request(this)
  }

  /** Updates were lost on their way: all receivers are told of the whole document. */
  missed(): void {
    for (const receiver of this.#missedSince.keys()) this.#missedSince.set(receiver, EMPTY)
    this.#options.scheduler.request(this)
  }

  /** A typist feels how late a letter is. */
  waitMs(load: Load): number {
    return load.promptMs(this.costMs)
  }

  flush(): void {
    try {
      const delta = this.#feed.cut()
      for (const [receiver, missedSince] of this.#missedSince) {
        if (receiver.isLagging) this.#miss(receiver, missedSince, delta)
        else this.#send(receiver, missedSince, delta)
      }
    } catch (error) {
      this.missed()
      throw error
    }
  }

  #answerTo(stateVector: Uint8Array): Answer {
    const missing = this.#options.document.since(stateVector)
    return missing.ok ? ok(toFrame(writeMessage.step2(missing.value))) : missing
  }

  #answerToAll(): Answer {
    const { version } = this.#options.document
    if (this.#whole?.version !== version) {
      const missing = this.#options.document.since(EMPTY)
      if (!missing.ok) return missing
      this.#whole = { version, frame: toLastingFrame(writeMessage.step2(missing.value)) }
    }
    return ok(this.#whole.frame)
  }

  #miss(receiver: Receiver, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    if (missedSince !== null || delta === null || delta.soleOrigin === receiver) return
    this.#missedSince.set(receiver, delta.before)
  }

  #send(receiver: Receiver, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    const { document, deliver, metrics } = this.#options
    if (missedSince !== null) {
      const missing = document.since(missedSince)
      if (!missing.ok) throw new Error(missing.fault.message)
      this.#missedSince.set(receiver, null)
      metrics.catchUps.inc({ what: 'document' })
      deliver(receiver, toFrame(writeMessage.update(missing.value)))
    } else if (delta !== null && delta.soleOrigin !== receiver) deliver(receiver, delta.frame)
  }
}
