/** The values of one run of one relay, by the keys of its scenario's columns; null if there was nothing to measure. */
export interface Measured {
  readonly values: Readonly<Record<string, number | null>>
  /** Remarks that a reader of the values needs. */
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
