import { Histogram } from '../statistics.ts'
import type { Person } from './person.ts'
import type { Seen } from './seen.ts'

const SAMPLE_MS = 50

/** Somebody is served while what they have of the others is younger than this. */
export const LATE_MS = 200

/** And in this share of the samples. */
const SERVED_SHARE = 0.99

const NEVER_MS = Number.POSITIVE_INFINITY

interface Staleness {
  readonly p50Ms: number | null
  readonly p99Ms: number | null
  /** The share of samples that were not late. */
  readonly inTime: number
  /** The share of receivers who were in time in 99 % of their samples. */
  readonly served: number
}

export interface Samples {
  stop(): Staleness
}

/**
 * Looks every 50 ms how old the newest state is that each receiver has of each mover: the time since that state was
 * sent. A mover of whom nothing is known counts as late.
 */
export const startStaleness = (
  receivers: readonly Seen[],
  movesIn: (seen: Seen) => readonly Person[],
): Samples => {
  const moversOf = new Map(receivers.map((seen) => [seen, movesIn(seen)]))
  return startSamples(receivers, (seen, nowMs, add) => {
    for (const mover of moversOf.get(seen) ?? []) {
      if (mover.index === seen.index) continue
      const seq = seen.seqOf(mover.index)
      add(seq === -1 ? NEVER_MS : nowMs - mover.sentAtMs(seq))
    }
  })
}

/**
 * Looks every 50 ms what each receiver lacks of the movers whom it sees: how long ago the oldest state was sent that has not come,
 * 0 where none is on its way. One that sees fewer than `inSight` others is late.
 */
export const startSight = (receivers: readonly Seen[], movers: readonly Person[], inSight: number): Samples =>
  startSamples(receivers, (seen, nowMs, add) => {
    if (seen.known < inSight) add(NEVER_MS)
    for (const mover of movers) {
      const seq = seen.seqOf(mover.index)
      if (seq === -1 || mover.index === seen.index) continue
      add(seq === mover.seq ? 0 : nowMs - mover.sentAtMs(seq + 1))
    }
  })

const startSamples = (
  receivers: readonly Seen[],
  look: (seen: Seen, nowMs: number, add: (ageMs: number) => void) => void,
): Samples => {
  const ages = new Histogram()
  const rows = receivers.map((seen) => ({ seen, samples: 0, inTime: 0 }))

  const sample = () => {
    const nowMs = performance.now()
    for (const row of rows)
      look(row.seen, nowMs, (ageMs) => {
        ages.add(ageMs)
        row.samples += 1
        if (ageMs < LATE_MS) row.inTime += 1
      })
  }
  const timer = setInterval(sample, SAMPLE_MS)

  return {
    stop() {
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
