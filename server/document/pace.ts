import type { Clock } from '../base/clock.ts'

/** A transaction takes no longer than this, beside what Yjs does at its end. */
const TRANSACTION_MS = 4

/** What Yjs does at the end of a transaction grows with this. */
const TRANSACTION_UNITS = 20_000

/** Yjs keeps the structs of a client in one array, and moves the rest of it where one is divided or two are joined. */
const STRUCTS_PER_UNIT = 1_000

/** How much is done in one transaction: as much as takes a few ms. */
export class Pace {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #untilMs = 0
  #units = 0

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
  }

  /** A transaction begins. */
  begin(): void {
    this.#untilMs = this.#clock.monotonicMs() + TRANSACTION_MS
    this.#units = 0
  }

  /** One more struct is changed, of a client that has so many. */
  changed(structs: number): void {
    this.#units += 1 + structs / STRUCTS_PER_UNIT
  }

  get isOver(): boolean {
    return this.#units >= TRANSACTION_UNITS || this.#clock.monotonicMs() >= this.#untilMs
  }
}
