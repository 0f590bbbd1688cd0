// The days of an attendance: how they are written, and who of the class list came on each.

import { compared } from '../class-list/class-list.ts'
import type { Attender } from '../people/attender.ts'
import { foldedName } from '../people/namesake.ts'

/** In the form that each spreadsheet takes for a day, and by the clock of this person. */
export const dayOf = (ms: number): string => new Date(ms).toLocaleDateString('sv')

/** The time of a day, with the day itself where it is another than `day`: a lesson may go over midnight. */
export const clockOf = (ms: number, day: string): string => {
  const clock = new Date(ms).toLocaleTimeString('sv', { hour: '2-digit', minute: '2-digit' })
  return dayOf(ms) === day ? clock : `${dayOf(ms)} ${clock}`
}

/** The same for all rows of one person. Those whom nobody has verified are known by their name alone. */
export const personOf = ({ id, name, shownName }: Attender): string =>
  id === null ? `name:${foldedName(name ?? shownName)}` : `id:${id}`

/** What a class list says of one day. */
export interface ListedDay {
  /** The names of the list that came, by the key of the person. */
  readonly present: ReadonlyMap<string, string>
  readonly missing: readonly string[]
}

/** By day, for all days on which somebody came whom a list is for: hosts are on none. */
export const listedDays = (
  names: readonly string[],
  rows: readonly Attender[],
): ReadonlyMap<string, ListedDay> => {
  const pupils = rows.filter(({ role }) => role !== 'host').toSorted((a, b) => a.lastMs - b.lastMs)
  const days = new Set(pupils.map(({ firstMs }) => dayOf(firstMs)))
  return new Map(
    [...days].map((day) => {
      const there = pupils.filter(({ firstMs, lastMs }) => dayOf(firstMs) <= day && day <= dayOf(lastMs))
      // Under the last name that they had on that day.
      const people = new Map(there.map((row) => [personOf(row), row.name ?? row.shownName ?? '']))
      return [
        day,
        compared(
          names,
          [...people].map(([key, name]) => ({ key, name })),
        ),
      ]
    }),
  )
}
