// A document on its way to a receiver that lacks it, or much of it: in parts, as fast as its socket takes them.
import { UpdateParts, writeMessage } from '../../shared/index.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Receiver } from './receiver.ts'
import { type Deliver, toLastingFrame, type WebSocketFrame } from './websocket-frame.ts'

/** What is no larger is sent as one message. A part takes 8 s on a line of 16 KiB/s: stock clients drop a line that is silent for 30. */
const PART = { bytes: 128 * 1024, structs: 5_000 }

/** So many structs are read in one step. */
const READ_STRUCTS = 2_000

/** So long the relay works on one answer, in ms. */
const WORK_MS = 10_000

/** An update as messages, encoded and divided when the first receiver needs them. */
export class AnswerParts {
  readonly #reading: Work<number>
  readonly #frames: WebSocketFrame[] = []
  #parts: UpdateParts | null = null
  #next: Uint8Array | null = null
  #bytes: number | null = null
  #hasFailed = false

  constructor(update: Uint8Array | Work<Uint8Array>) {
    this.#reading = this.#read(update)
  }

  /** It threw once, and gives nothing any more. */
  get hasFailed(): boolean {
    return this.#hasFailed
  }

  /** Goes on with reading; gives the bytes of the update when it is done. */
  read(): number | null {
    if (this.#bytes !== null) return this.#bytes
    if (this.#hasFailed) throw new Error('the document could not be written')
    this.#hasFailed = true
    const { done, value } = this.#reading.next()
    this.#hasFailed = false
    if (done) this.#bytes = value
    return this.#bytes
  }

  /** The message of that number; null where there are no more. They are asked for in order. */
  frame(index: number): WebSocketFrame | null {
    const made = this.#frames[index]
    if (made !== undefined) return made
    const part = this.#next
    if (part === null) return null
    this.#next = this.#parts?.next(PART) ?? null
    const frame = toLastingFrame(writeMessage.update(part))
    this.#frames.push(frame)
    return frame
  }

  *#read(given: Uint8Array | Work<Uint8Array>): Work<number> {
    const update = given instanceof Uint8Array ? given : yield* given
    const parts = new UpdateParts(update)
    while (!parts.read(READ_STRUCTS)) yield
    this.#parts = parts
    this.#next = parts.next(PART)
    return update.length
  }
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
  }

  /** Sends on, for as long as the socket takes it. */
  pump(): void {
    if (this.#isWorking || this.#isOver) return
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
  }

  *#work(): Work<void> {
    const { ending, deliver } = this.#options
    let bytes = this.#parts.read()
    for (; bytes === null && !this.#isOver; bytes = this.#parts.read()) yield
    if (bytes !== null && !this.#isSized) ending.sized(bytes)
    this.#isSized = bytes !== null
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
    this.#isOver = true
    if (last !== null) deliver(this.#receiver, last)
    ending.onEnd()
  }
}
