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

/** The file's text: JSON with one line for each measurement, so that a diff shows which ones changed. */
export const toJson = ({ rows, ...head }: Results): string => {
  const fields = Object.entries(head).map(([key, value]) => `  "${key}": ${lineOf(value)}`)
  const lines = rows.map((row) => `    ${lineOf(row)}`)
  return `{\n${fields.join(',\n')},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`
}

/** What `toJson` has written, with the digits that it left. */
export const readResults = (json: string): Results => {
  const { rows, ...head } = JSON.parse(json) as Results
  return { ...head, rows: rows.map((row) => ({ ...row, notes: `${row.notes}`.split('; ').filter(Boolean) })) }
}

const lineOf = (value: unknown): string =>
  JSON.stringify(value, (key: string, member: unknown) => {
    if (key === 'notes') return (member as Row['notes']).join('; ')
    return typeof member === 'number' ? Number(member.toPrecision(DIGITS)) : member
  })
