export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)

/** The value below which `share` of the values lie. */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2
}

const BUCKETS = 10_000

/** Counts of times by the ms; millions of them take no memory. What is above 10 s counts as 10 s. */
export class Histogram {
  #total = 0
  readonly #counts = new Uint32Array(BUCKETS + 1)

  add(ms: number): void {
    const bucket = ms >= BUCKETS ? BUCKETS : Math.max(0, Math.floor(ms))
    this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#total += 1
  }

  clear(): void {
    this.#counts.fill(0)
    this.#total = 0
  }

  /** The upper end of the bucket in which the percentile lies; nothing where there is no time. */
  percentile(share: number): number | null {
    if (this.#total === 0) return null
    let left = Math.max(1, Math.ceil(share * this.#total))
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.#counts[bucket] as number
      if (left <= 0) return bucket + 1
    }
    return BUCKETS
  }
}
