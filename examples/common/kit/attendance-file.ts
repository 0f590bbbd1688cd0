// The people who were in the room, as a table for those who teach. The API's own table is for programs.

import type { Attender } from '../people/attender.ts'
import { twinNames } from '../people/twins.ts'

/** The words of the table. */
export interface AttendanceWords {
  readonly language: string
  readonly heads: readonly string[]
  readonly roles: Readonly<Record<string, string>>
  readonly unnamed: string
}

/** What a spreadsheet takes for a formula at the beginning of a cell, of full width as well. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/u

/** Spreadsheets read a file as UTF-8 that says so. */
const BYTE_ORDER_MARK = '\uFEFF'

const cellOf = (text: string): string => {
  const harmless = FORMULA.test(text) ? `'${text}` : text
  return /[",;\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}

/** Spreadsheets expect a semicolon where the comma stands in numbers. */
const separatorOf = (language: string): string =>
  new Intl.NumberFormat(language).format(0.5).includes(',') ? ';' : ','

/** In the form that each spreadsheet takes for a day, and by the clock of this person. */
const dayOf = (ms: number): string => new Date(ms).toLocaleDateString('sv')

const clockOf = (ms: number): string =>
  new Date(ms).toLocaleTimeString('sv', { hour: '2-digit', minute: '2-digit' })

/** The last day first, and the people of a day by name: the verified one, else the one that everybody saw. */
export const attendanceCsv = (
  rows: readonly Attender[],
  { language, heads, roles, unnamed }: AttendanceWords,
): string => {
  const byName = new Intl.Collator(language, { numeric: true })
  const known = (row: Attender) => row.name ?? row.shownName ?? unnamed
  // The number is that of the list of people.
  const twins = twinNames(
    rows.flatMap((row) =>
      row.id === null || row.role === 'host' ? [] : [{ key: `id:${row.id}`, name: known(row) }],
    ),
  )
  const named = rows.map((row) => ({
    ...row,
    day: dayOf(row.firstMs),
    known: (row.role === 'host' ? undefined : twins.get(`id:${row.id}`)) ?? known(row),
  }))
  const lines = named
    .toSorted((a, b) => b.day.localeCompare(a.day) || byName.compare(a.known, b.known))
    .map(({ known, day, firstMs, lastMs, minutes, role, id, connection }) => [
      ...[known, day, clockOf(firstMs), clockOf(lastMs), `${minutes}`],
      ...[roles[role] ?? role, id ?? connection ?? ''],
    ])
  const separator = separatorOf(language)
  const text = [heads, ...lines].map((line) => `${line.map(cellOf).join(separator)}\r\n`).join('')
  return `${BYTE_ORDER_MARK}${text}`
}
