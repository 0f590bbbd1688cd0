import type { Row } from './result.ts'
import { median } from './statistics.ts'

/** Which runs are meant. */
export interface Which {
  readonly scenario: string
  readonly contender: string
  readonly case?: number
}

export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** The spread of a key's values over the runs; null if no run has a value. */
export const spreadOf = (runs: readonly Row[], key: string): Spread | null => {
  const values = runs.map(({ values }) => values[key] ?? null).filter((value) => value !== null)
  if (values.length === 0) return null
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}

export const runsOf = (rows: readonly Row[], { scenario, contender, case: at }: Which): readonly Row[] =>
  rows.filter(
    (row) =>
      row.scenario === scenario && row.contender === contender && (at === undefined || row.case === at),
  )

export const medianOf = (rows: readonly Row[], which: Which, key: string): number | null =>
  spreadOf(runsOf(rows, which), key)?.median ?? null

/** The least of several relays' medians. */
export const bestOf = (
  rows: readonly Row[],
  contenders: readonly string[],
  which: Omit<Which, 'contender'>,
  key: string,
): number | null => {
  const medians = contenders
    .map((contender) => medianOf(rows, { ...which, contender }, key))
    .filter((value) => value !== null)
  return medians.length === 0 ? null : Math.min(...medians)
}
