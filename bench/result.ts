/** What one run of one relay gave, by the keys of its scenario's columns; null where there is nothing to measure. */
export interface Measured {
  readonly values: Readonly<Record<string, number | null>>
  /** What has to be known to read the values. */
  readonly notes: readonly string[]
}

export interface Row extends Measured {
  readonly scenario: string
  readonly contender: string
  /** Which of the scenario's cases, where it has several: a number of people, say. */
  readonly case: number | null
  readonly repeat: number
}

export interface Column {
  readonly key: string
  readonly title: string
  readonly digits: number
}
