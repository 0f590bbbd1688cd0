import { expect, test } from 'vitest'
import type { Missing } from '../../examples/classroom/host/not-here.ts'
import type { Attender } from '../../examples/common/people/attender.ts'

// By its address: the page is compiled with other types than the tests.
const url = new URL('../../examples/classroom/host/not-here.ts', import.meta.url)
const { missingOf } = (await import(url.href)) as {
  missingOf(rows: readonly Attender[], here: ReadonlySet<string>, nowMs: number): readonly Missing[]
}

const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime()

const row = (id: string | null, lastMs: number, more: Partial<Attender> = {}): Attender => ({
  ...{ id, name: null, shownName: id, role: 'attendee', connection: id === null ? 'c' : null },
  ...{ firstMs: lastMs - 60_000, lastMs, minutes: 1 },
  ...more,
})

const idsOf = (rows: readonly Attender[], here: readonly string[] = []) =>
  missingOf(rows, new Set(here), at(28, 10)).map(({ id }) => id)

test('not here: those of the last lesson before today, and of today, without those who are here', () => {
  const rows = [row('early', at(20, 9)), row('ada', at(27, 9)), row('ben', at(27, 9)), row('late', at(28, 9))]
  expect(idsOf(rows)).toEqual(['ada', 'ben', 'late'])
  expect(idsOf(rows, ['ben'])).toEqual(['ada', 'late'])
})

test('not here: each once with the latest time, by name; hosts, viewers and people without an id are not expected', () => {
  const rows = [
    row('z', at(27, 9), { name: 'Ada' }),
    row('z', at(28, 9), { name: 'Ada' }),
    row('a', at(27, 9), { name: 'Zoe', shownName: 'Other' }),
    row('host', at(27, 9), { role: 'host' }),
    row('viewer', at(27, 9), { role: 'viewer' }),
    row(null, at(27, 9)),
  ]
  expect(missingOf(rows, new Set(), at(28, 10))).toEqual([
    { id: 'z', name: 'Ada', lastMs: at(28, 9), isToday: true },
    { id: 'a', name: 'Zoe', lastMs: at(27, 9), isToday: false },
  ])
  expect(idsOf([])).toEqual([])
})
