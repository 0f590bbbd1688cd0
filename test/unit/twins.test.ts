import { expect, test } from 'vitest'
import { attendanceCsv } from '../../examples/common/kit/attendance-file.ts'
import type { Attender } from '../../examples/common/people/attender.ts'
import { twinNames } from '../../examples/common/people/twins.ts'

const NUMBERED = /^Mia \d{2}$/

test('twins: two of one name are told apart, by what stays the same when a third comes', () => {
  const [a, b, c] = [
    { key: 'id:a', name: 'Mia' },
    { key: 'id:b', name: ' mia.' },
    { key: 'id:c', name: 'Mia' },
  ]
  const other = { key: 'id:d', name: 'Lea' }
  const two = twinNames([a, other, b])
  expect([...two.keys()]).toEqual(['id:a', 'id:b'])
  expect(two.get('id:a')).toMatch(NUMBERED)
  expect(two.get('id:b')).toMatch(/^ mia\. \d{2}$/)
  const three = twinNames([c, b, a])
  expect([three.get('id:a'), three.get('id:b')]).toEqual([two.get('id:a'), two.get('id:b')])
  expect(twinNames([a, other]).size).toBe(0)
})

test('twins: of a whole class of one name each has a number of their own', () => {
  const people = Array.from({ length: 300 }, (_, n) => ({ key: `id:guest:${n}`, name: 'Mia' }))
  const names = [...twinNames(people).values()]
  expect(new Set(names).size).toBe(300)
})

test('twins: the attendance says the name of the list; a host keeps theirs', () => {
  const names = twinNames([
    { key: 'id:guest:1', name: 'Mia' },
    { key: 'id:guest:2', name: 'Mia' },
  ])
  const row = (id: string, role: string): Attender => ({
    ...{ id, name: null, shownName: 'Mia', role, connection: null, firstMs: 0, lastMs: 0, minutes: 1 },
  })
  const csv = attendanceCsv(
    [row('guest:1', 'attendee'), row('guest:2', 'attendee'), row('host', 'host'), row('guest:1', 'attendee')],
    { language: 'en', heads: ['Name'], roles: {}, unnamed: 'unnamed' },
  )
  const said = csv.split('\r\n').map((line) => line.split(',')[0])
  const [one, two] = names.values()
  expect(said.slice(1, -1).toSorted()).toEqual(['Mia', one, one, two].toSorted())
})
