import { type Result, writeMessage } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Participant } from '../presence/participant.ts'
import { type Answer, AnswerParts, answerOf, DocumentAnswer, type Ending } from './document-answer.ts'
import type { Load } from './load.ts'
import type { Receiver } from './receiver.ts'
import type { Outbox, Scheduler } from './scheduler.ts'
import type { Known, SentDocument } from './sent-document.ts'
import { tellInTurn } from './tell-in-turn.ts'
import { type UpdateDelta, UpdateFeed } from './update-feed.ts'
import { type Deliver, toFrame, toLastingFrame, type WebSocketFrame } from './websocket-frame.ts'

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

/** What is kept for as long as the document is as it was. */
interface Kept<Value> {
  readonly version: number
  readonly value: Value
}

/** An answer, and what has it. That for a client with nothing, in parts, is kept for a while also where the document has changed since. */
interface Whole extends Kept<Answer> {
  readonly atMs: number
  /** The state vector of a client that has it. */
  readonly stateVector: Uint8Array
}

/** What the one that asks is told of its answer. */
export interface AnswerEvents extends Pick<Ending, 'spent' | 'sized'> {
  /** The question was read, and its answer has begun. */
  readonly answered: (read: Result<unknown, 'bad-state-vector'>) => void
}

/** Nothing follows a catch-up, and nobody is charged for it. */
const NO_ENDING: Ending = {
  last: null,
  spent: () => undefined,
  sized: () => undefined,
  onEnd: () => undefined,
}

/** So long the relay works on one question. */
const QUESTION_MS = 1_000

/** An answer with nothing in it. */
const NOTHING_MORE = toLastingFrame(writeMessage.step2(Uint8Array.of(0, 0)))

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
  /** Changes, and those who are still to be told of them; null where all have been. */
  #telling: { readonly delta: UpdateDelta | null; readonly left: MapIterator<Receiver> } | null = null
  /** Something is to be told that came while others were told, maybe to one who had its turn already. */
  #isAskedAgain = false

  constructor(options: DocumentOutboxOptions) {
    this.#options = options
    this.#feed = new UpdateFeed(options.document)
  }

  get room(): string {
    return this.#options.room
  }

  broken(): void {
    this.#options.onBroken()
  }

  /** From now on `receiver` is told of changes. */
  enter(receiver: Receiver): void {
    if (!this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
  }

  leave(receiver: Receiver): void {
    this.#missedSince.delete(receiver)
    this.#answering.get(receiver)?.stop()
    this.#answering.delete(receiver)
  }

  add(update: Uint8Array, by: Participant | null): void {
    this.#feed.add(update, by)
    this.#request()
  }

  /** Answers sync step 1; whatever `receiver` had missed is in it. `events` tells what it costs, and when it has begun. */
  answer(receiver: Receiver, stateVector: Uint8Array, events: AnswerEvents): void {
    const { room, turns, document } = this.#options
    const failed = () => receiver.close('internal-error')
    turns.run(document.read(stateVector), {
      about: { room },
      mostMs: QUESTION_MS,
      spent: events.spent,
      done: (known) => {
        // It may have left meanwhile.
        if (!this.#missedSince.has(receiver)) return
        if (known.ok) this.#reply(receiver, known.value, events)
        events.answered(known)
      },
      failed,
      overdrawn: failed,
    })
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
    if (this.#missedSince.get(receiver)) this.#request()
  }

  /** Updates were lost on their way: all receivers are told of the whole document. */
  missed(): void {
    for (const receiver of this.#missedSince.keys()) this.#missedSince.set(receiver, EMPTY)
    this.#request()
  }

  /** A typist feels how late a letter is. */
  waitMs(load: Load): number {
    return load.promptMs(this.costMs)
  }

  flush(): void {
    try {
      if (this.#telling === null) this.#isAskedAgain = false
      this.#telling ??= { delta: this.#feed.cut(), left: this.#missedSince.keys() }
      const { delta, left } = this.#telling
      const isDone = tellInTurn(left, this.#options.clock, (receiver) => this.#tell(receiver, delta))
      if (isDone) this.#telling = null
      else delta?.settle()
      if (!isDone || this.#isAskedAgain || this.#feed.hasNews) this.#options.scheduler.request(this)
    } catch (error) {
      this.#telling = null
      this.missed()
      throw error
    }
  }

  #request(): void {
    this.#isAskedAgain = this.#telling !== null
    this.#options.scheduler.request(this)
  }

  #tell(receiver: Receiver, delta: UpdateDelta | null): void {
    const missedSince = this.#missedSince.get(receiver) ?? null
    if (receiver.isLagging || this.#answering.has(receiver)) this.#miss(receiver, missedSince, delta)
    else this.#send(receiver, missedSince, delta)
  }

  #reply(receiver: Receiver, known: Known, { spent, sized }: AnswerEvents): void {
    const { clock } = this.#options
    const beganMs = clock.monotonicMs()
    const whole = known.size === 0 ? this.#wholeFor(receiver) : this.#answerTo(receiver, known)
    spent(clock.monotonicMs() - beganMs)
    // What it has missed is in it, but for what it said itself.
    if (!receiver.wire.hearsItself) this.#missedSince.set(receiver, null)
    const last = () => this.#step2(receiver, whole)
    this.#give(receiver, whole.value, { ...NO_ENDING, spent, sized, last })
  }

  #answerTo(by: Receiver, known: Known): Whole {
    const { document, clock } = this.#options
    return {
      version: document.version,
      stateVector: document.stateVector(),
      atMs: clock.monotonicMs(),
      value: answerOf({ by, isShared: false, encode: () => document.lackedBy(known) }, (update) =>
        toFrame(writeMessage.step2(update)),
      ),
    }
  }

  #wholeFor(by: Receiver): Whole {
    const { document, clock } = this.#options
    const { version } = document
    const nowMs = clock.monotonicMs()
    const whole = this.#whole
    if (whole !== null && (whole.version === version || isKept(whole, nowMs)) && isSound(whole.value))
      return whole
    const stateVector = document.stateVector()
    const value = answerOf({ by, isShared: true, encode: () => document.since(EMPTY) }, (update) =>
      toLastingFrame(writeMessage.step2(update)),
    )
    this.#whole = { version, value, atMs: nowMs, stateVector }
    return this.#whole
  }

  /** The end of an answer in parts: what has changed since they were begun. */
  *#step2(receiver: Receiver, { version, stateVector, value }: Whole): Work<WebSocketFrame> {
    const { document } = this.#options
    if (version === document.version || !(value instanceof AnswerParts)) return NOTHING_MORE
    const missing = value.rest(document.version, () => framed(document.since(stateVector)))
    // What changes from now on it has missed again.
    if (this.#missedSince.has(receiver)) this.#missedSince.set(receiver, null)
    return yield* missing
  }

  #give(receiver: Receiver, answer: Answer, ending = NO_ENDING): void {
    const { room, turns, deliver } = this.#options
    const before = this.#answering.get(receiver)
    this.#answering.delete(receiver)
    if (!(answer instanceof AnswerParts)) {
      before?.stop()
      ending.sized(answer.bytes.length)
      deliver(receiver, answer)
      ending.onEnd()
      return
    }
    const onEnd = () => {
      this.#answering.delete(receiver)
      if (this.#missedSince.get(receiver)) this.#request()
      ending.onEnd()
    }
    const options = { room, turns, deliver, ending: { ...ending, onEnd } }
    const sending = new DocumentAnswer(receiver, answer, options)
    this.#answering.set(receiver, sending)
    // Not earlier: they may be the same parts, which are gone when nobody needs them.
    before?.stop()
    sending.pump()
  }

  #miss(receiver: Receiver, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    if (missedSince !== null || delta === null || !isFor(delta, receiver)) return
    this.#missedSince.set(receiver, delta.before)
  }

  #send(receiver: Receiver, missedSince: Uint8Array | null, delta: UpdateDelta | null): void {
    const { document, deliver, metrics } = this.#options
    if (missedSince !== null) {
      this.#missedSince.set(receiver, null)
      metrics.catchUps.inc({ what: 'document' })
      const missing = { by: receiver, isShared: false, encode: () => document.since(missedSince) }
      this.#give(
        receiver,
        answerOf(missing, (update) => toFrame(writeMessage.update(update))),
      )
    } else if (delta !== null && isFor(delta, receiver)) {
      const parts = delta.parts(receiver)
      if (parts !== null) this.#give(receiver, parts)
      else for (const frame of delta.frames) deliver(receiver, frame)
    }
  }
}

function* framed(work: Work<Uint8Array>): Work<WebSocketFrame> {
  return toLastingFrame(writeMessage.step2(yield* work))
}

/** Whether a receiver is told of it: all of it may be its own. */
const isFor = ({ soleOrigin }: UpdateDelta, receiver: Receiver): boolean =>
  soleOrigin !== receiver || receiver.wire.hearsItself

const isKept = ({ value, atMs }: Whole, nowMs: number): boolean =>
  value instanceof AnswerParts && nowMs - atMs < PARTS_KEPT_MS

const isSound = (answer: Answer): boolean => !(answer instanceof AnswerParts && answer.isGone)
