// A document on its way to a receiver that lacks it, or much of it: in parts, as fast as its socket takes them.
import { UpdateParts, writeMessage } from '../../shared/index.ts'
import { SharedWork } from '../base/shared-work.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { AnswerMemory, Encoded } from './answer-memory.ts'
import type { Receiver } from './receiver.ts'
import { type Deliver, toFrame, toLastingFrame, type WebSocketFrame } from './websocket-frame.ts'

/** What is no larger is sent as one message. A part takes 8 s on a line of 16 KiB/s: stock clients drop a line that is silent for 30. */
const PART = { bytes: 128 * 1024, structs: 5_000 }

/** So many structs are read in one step. */
const READ_STRUCTS = 2_000

/** So long the relay works on one answer, in ms. */
const WORK_MS = 10_000

/** What is kept for each struct while an update is divided. */
const STRUCT_BYTES = 150

interface AnswerPartsOptions {
  readonly encode: () => Work<Uint8Array>
  /** Others may be given the same parts later. */
  readonly isShared: boolean
  /** The receiver that asked first. */
  readonly by: Receiver
}

/** An update as messages, encoded when there is memory for it, and divided when the first receiver needs them. */
export class AnswerParts implements Encoded {
  readonly askedBy: string
  readonly #isShared: boolean
  readonly #memory: AnswerMemory
  readonly #reading: Work<number>
  readonly #answers = new Set<DocumentAnswer>()
  /** Those that others will need. */
  readonly #frames: WebSocketFrame[] = []
  #parts: UpdateParts | null = null
  #next: Uint8Array | null = null
  /** What follows the parts where the document is of that version. */
  #rest: { readonly version: number; readonly work: SharedWork<WebSocketFrame> } | null = null
  #updateBytes: number | null = null
  #structs = 0
  #isGone = false

  constructor({ encode, isShared, by }: AnswerPartsOptions) {
    this.askedBy = by.identity.id ?? by.address
    this.#isShared = isShared
    this.#memory = by.answerMemory
    this.#reading = this.#read(encode)
  }

  /** It gives nothing any more: it threw once, or its memory was needed. */
  get isGone(): boolean {
    return this.#isGone
  }

  get bytes(): number | null {
    if (this.#updateBytes === null) return null
    const restBytes = this.#rest?.work.value?.bytes.length ?? 0
    return this.#updateBytes * (this.#isShared ? 2 : 1) + this.#structs * STRUCT_BYTES + restBytes
  }

  get receivers(): number {
    return this.#answers.size
  }

  get isWanted(): boolean {
    return Array.from(this.#answers).some(({ isReady }) => isReady)
  }

  begin(): void {
    for (const answer of this.#answers) answer.pump()
  }

  drop(): void {
    this.#isGone = true
    for (const answer of this.#answers) answer.dropped()
    // A work that still has to see that it is over holds this object, and shall not hold the document.
    this.#parts = null
    this.#next = null
    this.#rest = null
    this.#frames.length = 0
  }

  /** True where there is memory for it. */
  enter(): boolean {
    return this.#memory.enter(this)
  }

  joined(answer: DocumentAnswer): void {
    this.#answers.add(answer)
  }

  left(answer: DocumentAnswer): void {
    this.#answers.delete(answer)
    const isRead = this.#updateBytes !== null
    // One that was to read it has gone: the next that takes something asks for memory again.
    if (this.#answers.size > 0 ? isRead || this.isWanted : this.#isShared && isRead && !this.#isGone) return
    this.#isGone ||= this.#answers.size === 0
    this.#memory.leave(this)
  }

  /** Goes on with reading; gives the bytes of the update when it is done. */
  read(): number | null {
    if (this.#updateBytes !== null) return this.#updateBytes
    if (this.#isGone) throw new Error('the document could not be written')
    this.#isGone = true
    const { done, value } = this.#reading.next()
    this.#isGone = false
    if (!done) return null
    this.#updateBytes = value
    this.#memory.next()
    return value
  }

  /** The message of that number; null where there are no more. They are asked for in order. */
  frame(index: number): WebSocketFrame | null {
    this.#memory.used(this)
    const made = this.#frames[index]
    if (made !== undefined) return made
    const part = this.#next
    if (part === null) return null
    this.#next = this.#parts?.next(PART) ?? null
    const message = writeMessage.update(part)
    if (!this.#isShared) return toFrame(message)
    const frame = toLastingFrame(message)
    this.#frames.push(frame)
    return frame
  }

  /** What follows them where the document is of `version`: all who come at once need the same, and it is made once. */
  rest(version: number, make: () => Work<WebSocketFrame>): Work<WebSocketFrame> {
    if (this.#rest?.version !== version || this.#rest.work.hasFailed)
      this.#rest = { version, work: new SharedWork(make()) }
    return this.#rest.work.wait()
  }

  *#read(encode: () => Work<Uint8Array>): Work<number> {
    const update = yield* encode()
    const parts = new UpdateParts(update)
    const count = () => {
      this.#structs += 1
    }
    while (!parts.read(READ_STRUCTS, count)) yield
    this.#parts = parts
    this.#next = parts.next(PART)
    return update.length
  }
}

/** All that is to be sent to one that asks, in one message or in parts. */
export type Answer = WebSocketFrame | AnswerParts

/** One message where the first step of encoding is all of it, and short; else parts, which are encoded in their turn. */
export const answerOf = (
  options: AnswerPartsOptions,
  toOne: (update: Uint8Array) => WebSocketFrame,
): Answer => {
  const { done, value } = options.encode().next()
  return done && !isLong(value) ? toOne(value) : new AnswerParts(options)
}

/** True where an update is sent in parts. */
export const isLong = (update: Uint8Array): boolean => update.length > PART.bytes

/** What follows the parts. */
export interface Ending {
  /** The last message; null where there is none. */
  readonly last: (() => Work<WebSocketFrame>) | null
  /** The relay has worked on it for so long, in ms. */
  readonly spent: (ms: number) => void
  /** It has so many bytes, the last message not counted. */
  readonly sized: (bytes: number) => void
  /** All of it has been sent. */
  readonly onEnd: () => void
}

export interface DocumentAnswerOptions {
  readonly room: string
  readonly turns: Turns
  readonly deliver: Deliver<Receiver>
  readonly ending: Ending
}

/** The parts on their way to one receiver. */
export class DocumentAnswer {
  readonly #receiver: Receiver
  readonly #parts: AnswerParts
  readonly #options: DocumentAnswerOptions
  #given = 0
  #isSized = false
  #isWorking = false
  #isOver = false

  constructor(receiver: Receiver, parts: AnswerParts, options: DocumentAnswerOptions) {
    this.#receiver = receiver
    this.#parts = parts
    this.#options = options
    parts.joined(this)
  }

  /** Its receiver takes more at present. */
  get isReady(): boolean {
    return !this.#isOver && !this.#receiver.isLagging
  }

  /** Sends on, for as long as the socket takes it; what finds no memory waits for it. */
  pump(): void {
    if (!this.isReady || !this.#parts.enter() || this.#isWorking) return
    this.#isWorking = true
    const { room, turns } = this.#options
    const failed = () => this.#receiver.close('internal-error')
    turns.run(this.#work(), {
      about: { room },
      mostMs: WORK_MS,
      spent: this.#options.ending.spent,
      done: () => {
        this.#isWorking = false
      },
      failed,
      overdrawn: failed,
    })
  }

  /** Nothing more is sent. */
  stop(): void {
    this.#isOver = true
    this.#parts.left(this)
  }

  /** Its memory was needed: the client comes back, and asks with what it has by then. */
  dropped(): void {
    this.stop()
    this.#receiver.close('too-slow')
  }

  *#work(): Work<void> {
    const { ending, deliver } = this.#options
    for (let bytes: number | null = null; bytes === null; ) {
      if (this.#isOver) return
      bytes = this.#parts.read()
      if (bytes === null) yield
      else if (!this.#isSized) ending.sized(bytes)
    }
    this.#isSized = true
    const { pacing } = this.#receiver
    while (!this.#isOver && !this.#receiver.isLagging && !pacing.isFull) {
      const frame = this.#parts.frame(this.#given)
      if (frame === null) return yield* this.#end()
      this.#given += 1
      deliver(this.#receiver, frame)
      pacing.sent()
      yield
    }
  }

  *#end(): Work<void> {
    const { ending, deliver } = this.#options
    const last = ending.last === null ? null : yield* ending.last()
    if (this.#isOver) return
    this.stop()
    if (last !== null) deliver(this.#receiver, last)
    ending.onEnd()
  }
}
