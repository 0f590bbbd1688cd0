import type { Machine } from './machine.ts'
import type { Row } from './result.ts'
import type { Settings } from './settings.ts'

/** Digits that a measurement may claim. */
const DIGITS = 4

/** One go of the benchmark. */
export interface Results {
  readonly command: string
  readonly date: string
  readonly minutes: number
  readonly machine: Machine
  readonly settings: Settings
  readonly rows: readonly Row[]
}

/** As it is kept in a file. */
export const toJson = (results: Results): string => {
  const replace = (key: string, value: unknown) => {
    if (key === 'notes') return (value as Row['notes']).join('; ')
    return typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : value
  }
  return `${JSON.stringify(results, replace, 2)}\n`
}
