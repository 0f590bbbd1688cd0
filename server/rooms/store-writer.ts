import type { Clock } from '../base/clock.ts'
import { EpochMismatch, type RoomWrite, type Store } from '../store/store.ts'
import { PART_BYTES } from './snapshot-parts.ts'

/**
 * Between two writes so much is collected: a store that is part of this process stops everything else while it writes, so
 * it does for at most a fifth of the time.
 */
const COLLECT_MS = 10
const COLLECT_PER_MS_OF_WRITING = 4
const COLLECT_MAX_MS = 500

/** What is given to the store in one turn of the event loop: a store that is part of this process takes some 5 ms of cpu for it. */
const STEP = { bytes: PART_BYTES, updates: 1_000 }

/** While a write is younger, what comes is collected for the next one. */
const HOLD_MS = 50

/** A write of many rooms that takes longer is asked for again, room by room: one of them may be why. A second copy is harmless. */
const DIVIDE_MS = 2_000

interface Entry {
  readonly write: RoomWrite
  readonly stored: (seq: number) => void
  readonly failed: (error: unknown) => void
}

export interface StoreWriterDeps {
  readonly store: Pick<Store, 'append'>
  readonly clock: Pick<Clock, 'monotonicMs' | 'after'>
}

/** A write to the store that has not ended. */
interface Held {
  readonly beganMs: number
  /** Whether a timer lets go of it. */
  isTimed: boolean
}

/** Writes to one store what comes of all rooms: what comes together is written in one step. */
export class StoreWriter {
  readonly #deps: StoreWriterDeps
  #waiting: Entry[] = []
  #isScheduled = false
  /** The write that what comes now waits for. */
  #held: Held | null = null
  #collectUntilMs = Number.NEGATIVE_INFINITY
  /** What rooms begin as soon as the store may be written to. */
  #beginnings: (() => void)[] = []

  constructor(deps: StoreWriterDeps) {
    this.#deps = deps
  }

  /** Calls `work`, which appends, in a later turn of the event loop: that of all rooms in one turn, so that they are one write. */
  begin(work: () => void): void {
    if (this.#beginnings.push(work) > 1) return
    const beginAll = () => {
      const works = this.#beginnings
      this.#beginnings = []
      // What they append needs no turn of its own: a turn of the event loop costs more than an update.
      this.#isScheduled = true
      for (const begin of works) begin()
      this.#writeNext()
    }
    const { clock } = this.#deps
    const waitMs = this.#collectUntilMs - clock.monotonicMs()
    if (waitMs <= 0) setImmediate(beginAll)
    else clock.after(waitMs, beginAll)
  }

  /** Gives the number of the room's last record; rejects as the store does, and with `EpochMismatch`. */
  append(write: RoomWrite): Promise<number> {
    const { promise, resolve: stored, reject: failed } = Promise.withResolvers<number>()
    this.#waiting.push({ write, stored, failed })
    this.#schedule()
    return promise
  }

  #schedule(): void {
    if (this.#isScheduled || this.#waiting.length === 0) return
    if (this.#held !== null) {
      this.#letGoInTime(this.#held)
      return
    }
    this.#isScheduled = true
    setImmediate(() => this.#writeNext())
  }

  /** Most writes end before anything waits for them: only the others have a timer. */
  #letGoInTime(held: Held): void {
    if (held.isTimed) return
    held.isTimed = true
    const { clock } = this.#deps
    const leftMs = HOLD_MS - (clock.monotonicMs() - held.beganMs)
    if (leftMs <= 0) this.#release(held)
    else clock.after(leftMs, () => this.#release(held))
  }

  #release(held: Held): void {
    if (this.#held !== held) return
    this.#held = null
    this.#schedule()
  }

  #writeNext(): void {
    this.#isScheduled = false
    if (this.#held === null && this.#waiting.length > 0) this.#hold(this.#take())
    // For what did not fit into this write, or waits for another one.
    this.#schedule()
  }

  #hold(entries: readonly Entry[]): void {
    const { clock } = this.#deps
    const held = { beganMs: clock.monotonicMs(), isTimed: false }
    this.#held = held
    void this.#write(entries).finally(() => {
      this.#collectUntilMs = collectUntil(held.beganMs, clock.monotonicMs())
      this.#release(held)
    })
  }

  /** The first of what waits: of one room at least. */
  #take(): readonly Entry[] {
    let [bytes, updates] = [0, 0]
    const end = this.#waiting.findIndex(({ write: { batch } }, index) => {
      updates += batch.length
      for (const { length } of batch) bytes += length
      return index > 0 && (bytes > STEP.bytes || updates > STEP.updates)
    })
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end)
  }

  /** Never rejects: each entry is told. Where many fail together, each is tried alone: only the one that is why fails. */
  async #write(entries: readonly Entry[]): Promise<void> {
    try {
      const results = await this.#ask(entries.map(({ write }) => write))
      for (const [index, { stored, failed }] of entries.entries()) {
        const result = results[index]
        if (Number.isSafeInteger(result)) stored(result as number)
        else if (result instanceof EpochMismatch) failed(result)
        else failed(new TypeError(`append gave ${result}, and no number of a record`))
      }
    } catch (error) {
      const [only, ...others] = entries
      if (others.length === 0) only?.failed(error)
      else await Promise.all(entries.map((entry) => this.#write([entry])))
    }
  }

  async #ask(writes: readonly RoomWrite[]): ReturnType<Store['append']> {
    const { store, clock } = this.#deps
    const asked = store.append(writes)
    if (writes.length === 1) return await asked
    const { promise: late, reject } = Promise.withResolvers<never>()
    clock.after(DIVIDE_MS, () => reject(new Error('the store does not answer')))
    return await Promise.race([asked, late])
  }
}

/** Until when is collected after a write. */
export const collectUntil = (beganMs: number, nowMs: number): number =>
  nowMs + Math.min(COLLECT_MAX_MS, Math.max(COLLECT_MS, (nowMs - beganMs) * COLLECT_PER_MS_OF_WRITING))
