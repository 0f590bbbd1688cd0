// The people who were in the room, as a table for those who teach. The API's own table is for programs.

import type { Attender } from '../people/attender.ts'
import { twinNames } from '../people/twins.ts'
import { clockOf, dayOf, listedDays, personOf } from './attendance-days.ts'

/** The words of the table. */
export interface AttendanceWords {
  readonly language: string
  readonly heads: readonly string[]
  readonly roles: Readonly<Record<string, string>>
  readonly unnamed: string
}

/** The names of a class, and the words of what the table says of them. */
export interface AttendanceList {
  readonly names: readonly string[]
  readonly listHeads: readonly string[]
  readonly came: string
  readonly absent: string
  readonly notListed: string
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

interface Line {
  readonly known: string
  readonly day: string
  readonly cells: readonly string[]
}

/** Two cells more for each who came, and a line for each of the list who did not, on each day on which anybody came. */
const withList = (
  lines: readonly (Line & { readonly row: Attender })[],
  { names, came, absent, notListed }: AttendanceList,
): readonly Line[] => {
  const days = listedDays(
    names,
    lines.map(({ row }) => row),
  )
  const listed = lines.map(({ row, ...line }) => {
    const name = days.get(line.day)?.present.get(personOf(row))
    const more = row.role === 'host' ? ['', ''] : name === undefined ? [notListed, ''] : [came, name]
    return { ...line, cells: [...line.cells, ...more] }
  })
  const missing = [...days].flatMap(([day, one]) =>
    one.missing.map((name) => ({ known: name, day, cells: [name, day, '', '', '0', '', '', absent, name] })),
  )
  return [...listed, ...missing]
}

/** The last day first, and the people of a day by name: the verified one, else the one that everybody saw. A list adds what it says of them. */
export const attendanceCsv = (
  rows: readonly Attender[],
  { language, heads, roles, unnamed }: AttendanceWords,
  list: AttendanceList | null = null,
): string => {
  const byName = new Intl.Collator(language, { numeric: true })
  const nameOf = (row: Attender) => row.name ?? row.shownName ?? unnamed
  // The number is that of the list of people.
  const twins = twinNames(
    rows.flatMap((row) =>
      row.id === null || row.role === 'host' ? [] : [{ key: `id:${row.id}`, name: nameOf(row) }],
    ),
  )
  const came = rows.map((row) => {
    const { firstMs, lastMs, minutes, role, id, connection } = row
    const day = dayOf(firstMs)
    const known = (role === 'host' ? undefined : twins.get(`id:${id}`)) ?? nameOf(row)
    const times = [clockOf(firstMs, day), clockOf(lastMs, day), `${minutes}`]
    return { row, known, day, cells: [known, day, ...times, roles[role] ?? role, id ?? connection ?? ''] }
  })
  const lines = (list === null ? came : withList(came, list))
    .toSorted((a, b) => b.day.localeCompare(a.day) || byName.compare(a.known, b.known))
    .map(({ cells }) => cells)
  const separator = separatorOf(language)
  const table = [list === null ? heads : [...heads, ...list.listHeads], ...lines]
  const text = table.map((line) => `${line.map(cellOf).join(separator)}\r\n`).join('')
  return `${BYTE_ORDER_MARK}${text}`
}
