import { ok, type Result, writeMessage } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import { AnswerParts, DocumentAnswer, type Ending, isLong } from './document-answer.ts'
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
  /** The work on what the holder of `stateVector` lacks, as an update. */
  since(stateVector: Uint8Array): Result<Work<Uint8Array>, 'bad-state-vector'>
  /** Whether the holder of `stateVector` knows nothing of the document. */
  isUnknownTo(stateVector: Uint8Array): Result<boolean, 'bad-state-vector'>
}

export interface DocumentOutboxOptions extends Pick<Context, 'metrics' | 'clock'> {
  readonly room: string
  readonly scheduler: Scheduler
  readonly turns: Turns
  readonly document: SentDocument
  readonly deliver: Deliver<Receiver>
  readonly onBroken: () => void
}

/** The state vector of a receiver that knows nothing: what a client with an empty document sends. */
const EMPTY = Uint8Array.of(0)

/** All that is to be sent to one that asks, in one message or in parts. */
type Answer = WebSocketFrame | AnswerParts

/** What is kept for as long as the document is as it was. */
interface Kept<Value> {
  readonly version: number
  readonly value: Value
}

/** The answer for a client that has nothing. One in parts is kept for a while also where the document has changed since. */
interface Whole extends Kept<Answer> {
  readonly atMs: number
  /** The state vector of a client that has it. */
  readonly stateVector: Uint8Array
}

/** What the one that asks is told of its answer. */
export type AnswerEvents = Omit<Ending, 'last'>

/** Nothing follows a catch-up, and nobody is charged for it. */
const NO_ENDING: Ending = {
  last: null,
  spent: () => undefined,
  sized: () => undefined,
  onEnd: () => undefined,
}

/** An update with nothing in it. */
const NO_UPDATE = Uint8Array.of(0, 0)

/** To divide a large document takes longer than to tell a newcomer what has changed in this time. */
const PARTS_KEPT_MS = 10_000

/** A room's document on its way to all receivers: updates as they come, and all of it for those that ask. */
export class DocumentOutbox implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #options: DocumentOutboxOptions
  readonly #feed: UpdateFeed
  /** The state vector since which each has missed updates; null where it has missed none. */
  readonly #missedSince = new Map<Receiver, Uint8Array | null>()
  /** The answer for a client that has nothing yet: made once per version, sent to every joiner. */
  #whole: Whole | null = null
  #question: Kept<WebSocketFrame> | null = null
  /** Receivers that are being sent much, in parts. What changes meanwhile they have missed. */
  readonly #answering = new Map<Receiver, DocumentAnswer>()

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
    this.#answering.get(receiver)?.stop()
    this.#answering.delete(receiver)
  }

  add(update: Uint8Array, by: Participant | null): void {
    this.#feed.add(update, by)
    this.#options.scheduler.request(this)
  }

  /** The answer to sync step 1; whatever `receiver` had missed is in it. `events` tells what it costs, and when all of it is sent. */
  answer(
    receiver: Receiver,
    stateVector: Uint8Array,
    events: AnswerEvents,
  ): Result<void, 'bad-state-vector'> {
    const { document, clock } = this.#options
    const beganMs = clock.monotonicMs()
    const unknown = document.isUnknownTo(stateVector)
    if (!unknown.ok) return unknown
    const { version } = document
    const missing = unknown.value ? this.#wholeAnswer() : this.#answerTo(stateVector)
    events.spent(clock.monotonicMs() - beganMs)
    if (!missing.ok) return missing
    if (this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
    const of =
      unknown.value && this.#whole !== null ? this.#whole : { version, stateVector: document.stateVector() }
    this.#give(receiver, missing.value, { ...events, last: () => this.#step2(receiver, of) })
    return ok(undefined)
  }

  /** Whether `receiver` is being sent something in parts. */
  isAnswering(receiver: Receiver): boolean {
    return this.#answering.has(receiver)
  }

  /** Asks `receiver` for what the relay lacks: the relay's own step 1. */
  ask(receiver: Receiver): void {
    const { document, deliver } = this.#options
    if (this.#question?.version !== document.version) {
      const frame = toLastingFrame(writeMessage.step1(document.stateVector()))
      this.#question = { version: document.version, value: frame }
    }
    deliver(receiver, this.#question.value)
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    this.#answering.get(receiver)?.pump()
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
        if (receiver.isLagging || this.#answering.has(receiver)) this.#miss(receiver, missedSince, delta)
        else this.#send(receiver, missedSince, delta)
      }
    } catch (error) {
      this.missed()
      throw error
    }
  }

  #answerTo(stateVector: Uint8Array): Result<Answer, 'bad-state-vector'> {
    const missing = this.#options.document.since(stateVector)
    if (!missing.ok) return missing
    return ok(answerOf(missing.value, (update) => toFrame(writeMessage.step2(update))))
  }

  #wholeAnswer(): Result<Answer, 'bad-state-vector'> {
    const { document, clock } = this.#options
    const { version } = document
    const nowMs = clock.monotonicMs()
    const whole = this.#whole
    if (whole !== null && (whole.version === version || isKept(whole, nowMs)) && isSound(whole.value))
      return ok(whole.value)
    const stateVector = document.stateVector()
    const missing = document.since(EMPTY)
    if (!missing.ok) return missing
    const value = answerOf(missing.value, (update) => toLastingFrame(writeMessage.step2(update)))
    this.#whole = { version, value, atMs: nowMs, stateVector }
    return ok(value)
  }

  /** The end of an answer in parts: what has changed since they were begun. */
  *#step2(
    receiver: Receiver,
    { version, stateVector }: Pick<Whole, 'version' | 'stateVector'>,
  ): Work<WebSocketFrame> {
    const { document } = this.#options
    const missing = version === document.version ? null : document.since(stateVector)
    // What changes from now on it has missed again.
    if (missing !== null && this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
    return toFrame(writeMessage.step2(missing?.ok ? yield* missing.value : NO_UPDATE))
  }

  #give(receiver: Receiver, answer: Answer, ending = NO_ENDING): void {
    const { room, turns, deliver, scheduler } = this.#options
    this.#answering.get(receiver)?.stop()
    this.#answering.delete(receiver)
    if (!(answer instanceof AnswerParts)) {
      ending.sized(answer.bytes.length)
      deliver(receiver, answer)
      ending.onEnd()
      return
    }
    const onEnd = () => {
      this.#answering.delete(receiver)
      if (this.#missedSince.get(receiver)) scheduler.request(this)
      ending.onEnd()
    }
    const options = { room, turns, deliver, ending: { ...ending, onEnd } }
    const sending = new DocumentAnswer(receiver, answer, options)
    this.#answering.set(receiver, sending)
    sending.pump()
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
      this.#give(
        receiver,
        answerOf(missing.value, (update) => toFrame(writeMessage.update(update))),
      )
    } else if (delta !== null && delta.soleOrigin !== receiver) deliver(receiver, delta.frame)
  }
}

/** One message where the first step of `encoding` is all of it, and short; else parts. */
const answerOf = (encoding: Work<Uint8Array>, toOne: (update: Uint8Array) => WebSocketFrame): Answer => {
  const { done, value } = encoding.next()
  if (!done) return new AnswerParts(encoding)
  return isLong(value) ? new AnswerParts(value) : toOne(value)
}

const isKept = ({ value, atMs }: Whole, nowMs: number): boolean =>
  value instanceof AnswerParts && nowMs - atMs < PARTS_KEPT_MS

const isSound = (answer: Answer): boolean => !(answer instanceof AnswerParts && answer.hasFailed)
