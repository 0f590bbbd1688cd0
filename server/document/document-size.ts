import type { Work } from '../base/turns.ts'

/** The size is measured again where the estimate has grown by this share of the limit: measuring takes time. */
const MEASURE_EVERY = 1 / 64

/** So often it is measured at once since something was deleted; each comes back with so many updates. */
const MEASURES = 4
const UPDATES_PER_MEASURE = 1_024

/** How large a document is: estimated by what comes, and measured where that comes near the limit. */
export class Size {
  readonly #limitBytes: number
  readonly #measure: () => Work<number>
  #measuredBytes = 0
  #grownBytes = 0
  #hasShrunk = false
  #measuresLeft = MEASURES

  constructor(limitBytes: number, measure: () => Work<number>) {
    this.#limitBytes = limitBytes
    this.#measure = measure
  }

  grew(bytes: number): void {
    this.#grownBytes += bytes
    this.#measuresLeft = Math.min(MEASURES, this.#measuresLeft + 1 / UPDATES_PER_MEASURE)
  }

  /** Something was deleted, of whatever size. */
  shrank(): void {
    this.#hasShrunk = true
  }

  /** Whether so much more surely may come: by the estimate. */
  fits(bytes: number): boolean {
    return this.#measuredBytes + this.#grownBytes + bytes <= this.#limitBytes
  }

  /** Whether so much more may come. */
  *hasRoomFor(bytes: number): Work<boolean> {
    if (this.fits(bytes)) return true
    if (this.#isWorthMeasuring()) {
      const measure = this.#measure
      this.#measuredBytes = yield* measure()
      this.#grownBytes = 0
      this.#hasShrunk = false
    }
    return this.fits(bytes)
  }

  #isWorthMeasuring(): boolean {
    // Updates hold more than what they leave behind: deletions and merged runs take less.
    if (this.#grownBytes >= this.#limitBytes * MEASURE_EVERY) return true
    if (!this.#hasShrunk || this.#measuresLeft < 1) return false
    this.#measuresLeft -= 1
    return true
  }
}
