import { Histogram } from '../statistics.ts'
import type { Person } from './person.ts'
import type { Seen } from './seen.ts'

const SAMPLE_MS = 50

/** Somebody is served while what they have of the others is younger than this. */
export const LATE_MS = 200

/** And in this share of the samples. */
const SERVED_SHARE = 0.99

export interface Staleness {
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  /** The share of samples that were not late. */
  readonly inTime: number
  /** The share of receivers who were in time in 99 % of their samples. */
  readonly served: number
}

/**
 * Looks every 50 ms how old the newest state is that each receiver has of each mover: the time since that state was
 * sent. A mover of whom nothing is known counts as late.
 */
export const startStaleness = (receivers: readonly Seen[], movesIn: (seen: Seen) => readonly Person[]) => {
  const ages = new Histogram()
  const rows = receivers.map((seen) => ({ seen, movers: movesIn(seen), samples: 0, inTime: 0 }))

  const sample = () => {
    const nowMs = performance.now()
    for (const row of rows)
      for (const mover of row.movers) {
        if (mover.index === row.seen.index) continue
        const seq = row.seen.seqOf(mover.index)
        const ageMs = seq === -1 ? Number.POSITIVE_INFINITY : nowMs - mover.sentAtMs(seq)
        ages.add(ageMs)
        row.samples += 1
        if (ageMs < LATE_MS) row.inTime += 1
      }
  }
  const timer = setInterval(sample, SAMPLE_MS)

  return {
    stop(): Staleness {
      clearInterval(timer)
      const total = (key: 'samples' | 'inTime') => rows.reduce((all, row) => all + row[key], 0)
      return {
        p50Ms: ages.percentile(0.5),
        p99Ms: ages.percentile(0.99),
        inTime: total('inTime') / total('samples'),
        served: rows.filter((row) => row.inTime >= SERVED_SHARE * row.samples).length / rows.length,
      }
    },
  }
}
