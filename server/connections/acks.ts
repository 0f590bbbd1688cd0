import type { Clock } from '../base/clock.ts'

/** At most so often a client is told what is saved. */
const TELL_MS = 250

/** More positions than this are told apart by nobody: the store is far behind. */
const MARKS = 256

/** When a frame is saved: with everything that had come to the room's journal by then. */
interface Mark {
  readonly frames: number
  readonly position: number
}

export interface Told {
  readonly received: number
  readonly saved: number
}

/**
 * Why what comes later does not count: a frame was refused, and it may build on that; or a frame waits for an update that
 * has not come, and is not in the document yet.
 */
type Hold = 'refused' | 'waiting'

/** What of one connection's document frames was taken, and what is stored: [SV1] to [SV3] of docs/protocol.md. */
export class Acks {
  readonly #clock: Clock
  readonly #isDurable: boolean
  /** Null where nothing waits to be stored. */
  #marks: Mark[] | null = null
  #frames = 0
  #received = 0
  #saved = 0
  #hold: Hold | null = null
  #toldReceived = 0
  #toldSaved = 0
  #toldAtMs = Number.NEGATIVE_INFINITY

  /** `isDurable` is false where nothing that is stored outlives the relay. */
  constructor(clock: Clock, isDurable: boolean) {
    this.#clock = clock
    this.#isDurable = isDurable
  }

  /** True where nothing is left to tell. */
  get isSettled(): boolean {
    return this.#isTold && this.#marks === null && this.#hold !== 'waiting'
  }

  /** Frames of which the client does not know that they are kept. */
  get unsaved(): number {
    return this.#frames - (this.#isDurable ? this.#saved : this.#received)
  }

  /** A frame was taken; `position` is how far the room's journal has come. A step 2 holds all that its sender has. */
  taken(kind: 'step2' | 'update', position: number): void {
    this.#frames += 1
    if (this.#hold === null || kind === 'step2') this.#count(position)
  }

  /** A frame was taken of which something waits for what has not come. */
  waits(): void {
    this.#frames += 1
    this.#hold ??= 'waiting'
  }

  /** Nothing waits any more. */
  caughtUp(position: number): void {
    if (this.#hold === 'waiting') this.#count(position)
  }

  /** A frame was refused: what comes later may build on it. */
  refused(): void {
    this.#frames += 1
    this.#hold = 'refused'
  }

  /** All that had come to the journal by `position` is stored. */
  stored(position: number): void {
    const marks = this.#marks
    if (marks === null) return
    while (marks[0] !== undefined && marks[0].position <= position) this.#saved = marks.shift()?.frames ?? 0
    if (marks.length === 0) this.#marks = null
  }

  /** What the client does not know yet, where it is time to tell. */
  news(): Told | null {
    const nowMs = this.#clock.monotonicMs()
    if (nowMs - this.#toldAtMs < TELL_MS) return null
    if (this.#isTold) return null
    this.#toldReceived = this.#received
    this.#toldSaved = this.#saved
    this.#toldAtMs = nowMs
    return { received: this.#received, saved: this.#saved }
  }

  get #isTold(): boolean {
    return this.#toldReceived === this.#received && this.#toldSaved === this.#saved
  }

  #count(position: number): void {
    this.#hold = null
    this.#received = this.#frames
    if (!this.#isDurable) return
    this.#marks ??= []
    const last = this.#marks.at(-1)
    if (last?.position === position || this.#marks.length >= MARKS) this.#marks.pop()
    this.#marks.push({ frames: this.#frames, position })
  }
}
