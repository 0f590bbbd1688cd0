import type { Work } from '../base/turns.ts'

/** The size is measured again where the estimate has grown by this share of the limit: measuring takes time. */
const MEASURE_EVERY = 1 / 64

/** So often it is measured at once since something was deleted; each comes back with so many updates. */
const MEASURES = 4
const UPDATES_PER_MEASURE = 1_024

/** How large a document is: estimated by what comes, and measured where that comes near the limit. */
export interface Size {
  grew(bytes: number): void
  /** Something was deleted, of whatever size. */
  shrank(): void
  /** Whether so much more surely may come: by the estimate. */
  fits(bytes: number): boolean
  /** Whether so much more may come. */
  hasRoomFor(bytes: number): Work<boolean>
}

export const createSize = (limitBytes: number, measure: () => Work<number>): Size => {
  let measuredBytes = 0
  let grownBytes = 0
  let hasShrunk = false
  let measuresLeft = MEASURES

  const isWorthMeasuring = () => {
    // Updates hold more than what they leave behind: deletions and merged runs take less.
    if (grownBytes >= limitBytes * MEASURE_EVERY) return true
    if (!hasShrunk || measuresLeft < 1) return false
    measuresLeft -= 1
    return true
  }

  const fits = (bytes: number) => measuredBytes + grownBytes + bytes <= limitBytes

  return {
    fits,

    grew(bytes) {
      grownBytes += bytes
      measuresLeft = Math.min(MEASURES, measuresLeft + 1 / UPDATES_PER_MEASURE)
    },

    shrank() {
      hasShrunk = true
    },

    *hasRoomFor(bytes) {
      if (fits(bytes)) return true
      if (isWorthMeasuring()) {
        measuredBytes = yield* measure()
        grownBytes = 0
        hasShrunk = false
      }
      return fits(bytes)
    },
  }
}
