import { LATE_MS } from './load/staleness.ts'
import { runsOf } from './medians.ts'
import type { Measured, Row } from './result.ts'

const IN_TIME_PERCENT = 99

/** In a crowd so many people see what they should: those who see nobody have few samples. */
const SERVED_PERCENT = 99

/** A room holds while the newest states that people have are younger than 200 ms, in 99 % of the samples. */
const holds = ({ values }: Measured, isCrowd: boolean): boolean =>
  (values.stalenessP99Ms ?? Number.POSITIVE_INFINITY) < LATE_MS &&
  (values.inTimePercent ?? 0) >= IN_TIME_PERCENT &&
  (!isCrowd || (values.servedPercent ?? 0) >= SERVED_PERCENT)

/** Whether a room holds in most of its runs. */
export const mostHold = (runs: readonly Measured[], isCrowd = false): boolean =>
  runs.filter((run) => holds(run, isCrowd)).length * 2 > runs.length

/** The most people up to whom a relay held every room that was tried, in a lecture or a crowd; nothing where none was tried. */
export const largestRoom = (rows: readonly Row[], scenario: string, contender: string): number | null => {
  const runs = runsOf(rows, { scenario, contender })
  if (runs.length === 0) return null
  let largest = 0
  for (const size of [...new Set(runs.map((row) => row.case ?? 0))].toSorted((a, b) => a - b)) {
    if (
      !mostHold(
        runs.filter((row) => row.case === size),
        scenario === 'crowd',
      )
    )
      break
    largest = size
  }
  return largest
}
