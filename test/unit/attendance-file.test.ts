import { expect, test } from 'vitest'
import type { AttendanceList } from '../../examples/common/kit/attendance-file.ts'
import type { Attender } from '../../examples/common/people/attender.ts'

// By its address: the page is compiled with other types than the tests.
const url = new URL('../../examples/common/kit/attendance-file.ts', import.meta.url)
const { attendanceCsv } = (await import(url.href)) as {
  attendanceCsv(rows: readonly Attender[], words: object, list?: AttendanceList): string
}

const WORDS = { language: 'en', heads: ['Name', 'Day'], roles: {}, unnamed: 'unnamed' }

const LIST = { listHeads: ['List', 'Name on it'], came: 'came', absent: 'absent', notListed: 'off' }

/** By the clock of this machine, as the page reads it. */
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime()

const row = (
  id: string | null,
  shownName: string,
  firstMs: number,
  more: Partial<Attender> = {},
): Attender => ({
  ...{ id, name: null, shownName, role: 'attendee', connection: id === null ? `c${firstMs}` : null },
  ...{ firstMs, lastMs: firstMs + 60_000, minutes: 1 },
  ...more,
})

const linesOf = (rows: readonly Attender[], names?: readonly string[]): readonly string[] =>
  attendanceCsv(rows, WORDS, names && { ...LIST, names })
    .slice(1)
    .trimEnd()
    .split('\r\n')

test('attendance: a class list adds those who did not come, and says of the others whether they are on it', () => {
  const rows = [
    row('ada', 'Ada', at(27, 9), { role: 'host' }),
    row('m', 'Mia R.', at(27, 9)),
    row('x', 'Dragon', at(27, 9)),
  ]
  expect(linesOf(rows, ['Rossi, Mia', 'Zoe'])).toEqual([
    'Name,Day,List,Name on it',
    'Ada,2026-11-27,09:00,09:01,1,host,ada,,',
    'Dragon,2026-11-27,09:00,09:01,1,attendee,x,off,',
    'Mia R.,2026-11-27,09:00,09:01,1,attendee,m,came,"Rossi, Mia"',
    'Zoe,2026-11-27,,,0,,,absent,Zoe',
  ])
  expect(linesOf(rows)[0]).toBe('Name,Day')
  expect(linesOf(rows).join()).not.toMatch(/absent|off|came/)
})

test('attendance: the absent are those of each day on which anybody of the class came', () => {
  const rows = [
    row('m', 'Mia', at(26, 9)),
    row('z', 'Zoe', at(27, 9)),
    row('ada', 'Ada', at(25, 9), { role: 'host' }),
  ]
  const absent = linesOf(rows, ['Mia', 'Zoe']).filter((line) => line.includes('absent'))
  expect(absent).toEqual(['Mia,2026-11-27,,,0,,,absent,Mia', 'Zoe,2026-11-26,,,0,,,absent,Zoe'])
})

test('attendance: over midnight the day of the end is said, and nobody is absent on the day after who was there', () => {
  const over = row('m', 'Mia', at(27, 23, 30), { lastMs: at(28, 0, 40) })
  expect(linesOf([over])[1]).toBe('Mia,2026-11-27,23:30,2026-11-28 00:40,1,attendee,m')
  const lines = linesOf([over, row('z', 'Zoe', at(28, 0, 5))], ['Mia', 'Zoe'])
  expect(lines.filter((line) => line.includes('absent'))).toEqual(['Zoe,2026-11-27,,,0,,,absent,Zoe'])
})

test('attendance: somebody without a verified id is one person, however often they came', () => {
  const lines = linesOf([row(null, 'Mia', at(27, 9)), row(null, 'Mia', at(27, 10))], ['Mia', 'Mia Kim'])
  expect(lines.slice(1).map((line) => line.split(',').slice(-2).join())).toEqual([
    'came,Mia',
    'came,Mia',
    'absent,Mia Kim',
  ])
})

test('attendance: a name of the list is no formula either', () => {
  expect(linesOf([row('m', 'Mia', at(27, 9))], ['=1+1']).at(-2)).toContain("'=1+1")
})
