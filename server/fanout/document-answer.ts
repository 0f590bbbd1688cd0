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

/** An update as messages, made when the first receiver needs them. */
export class AnswerParts {
  /** Of the update. */
  readonly bytes: number
  readonly #parts: UpdateParts
  readonly #frames: WebSocketFrame[] = []
  #next: Uint8Array | null = null
  #isRead = false

  constructor(update: Uint8Array) {
    this.bytes = update.length
    this.#parts = new UpdateParts(update)
  }

  /** Goes on with reading; true when it is done. */
  read(): boolean {
    if (this.#isRead) return true
    this.#isRead = this.#parts.read(READ_STRUCTS)
    if (this.#isRead) this.#next = this.#parts.next(PART)
    return this.#isRead
  }

  /** The message of that number; null where there are no more. They are asked for in order. */
  frame(index: number): WebSocketFrame | null {
    const made = this.#frames[index]
    if (made !== undefined) return made
    const part = this.#next
    if (part === null) return null
    this.#next = this.#parts.next(PART)
    const frame = toLastingFrame(writeMessage.update(part))
    this.#frames.push(frame)
    return frame
  }
}

/** True where an update is sent in parts. */
export const isLong = (update: Uint8Array): boolean => update.length > PART.bytes

export interface DocumentAnswerOptions {
  readonly room: string
  readonly turns: Turns
  readonly deliver: Deliver<Receiver>
  /** What follows the parts; null where nothing does. */
  readonly last: () => WebSocketFrame | null
  /** All of it has been sent. */
  readonly onEnd: () => void
}

/** The parts on their way to one receiver. */
export class DocumentAnswer {
  readonly #receiver: Receiver
  readonly #parts: AnswerParts
  readonly #options: DocumentAnswerOptions
  #given = 0
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
    while (!this.#parts.read()) yield
    while (!this.#isOver && !this.#receiver.isLagging) {
      const frame = this.#parts.frame(this.#given)
      if (frame === null) {
        this.#isOver = true
        const last = this.#options.last()
        if (last !== null) this.#options.deliver(this.#receiver, last)
        this.#options.onEnd()
        return
      }
      this.#given += 1
      this.#options.deliver(this.#receiver, frame)
      yield
    }
  }
}
