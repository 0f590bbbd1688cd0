/** The size is measured again where the estimate has grown by this share of the limit: measuring takes time. */
const MEASURE_EVERY = 1 / 64

/** How large a document is: estimated by what comes, and measured where that comes near the limit. */
export interface Size {
  grew(bytes: number): void
  /** Whether so much more may come. */
  hasRoomFor(bytes: number): boolean
}

export const createSize = (limitBytes: number, measure: () => number): Size => {
  let measuredBytes = 0
  let grownBytes = 0

  return {
    grew(bytes) {
      grownBytes += bytes
    },

    hasRoomFor(bytes) {
      if (measuredBytes + grownBytes + bytes <= limitBytes) return true
      // Updates hold more than what they leave behind: deletions and merged runs take less.
      if (grownBytes >= limitBytes * MEASURE_EVERY) {
        measuredBytes = measure()
        grownBytes = 0
      }
      return measuredBytes + grownBytes + bytes <= limitBytes
    },
  }
}
