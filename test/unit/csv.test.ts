import { expect, test } from 'vitest'
import { attendanceCsv } from '../../examples/common/kit/attendance-file.ts'
import type { Attender } from '../../examples/common/people/attender.ts'
import { csvOf } from '../../server/http/api/csv.ts'

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a'])(
  'a cell that begins like a formula is a text: %j',
  (text) => {
    expect(csvOf([[text]])).toMatch(/^"?'/)
  },
)

test('commas, quotes and line ends are quoted, and everything else is as it is', () => {
  expect(
    csvOf([
      ['a', 'b, c', 'say "hi"'],
      ['two\nlines', '', '=A1,"x"'],
    ]),
  ).toBe('a,"b, c","say ""hi"""\r\n"two\nlines",,"\'=A1,""x"""\r\n')
})

test('the attendance of a class: names first and in order, days and times of this clock, heads in the language, ids last', () => {
  const noon = new Date(2030, 0, 31, 12).getTime()
  const row = (of: Partial<Attender>): Attender => ({
    ...{ id: null, name: null, shownName: null, role: 'member', connection: null },
    ...{ firstMs: noon + 5_123, lastMs: noon + 600_000, minutes: 10, ...of },
  })
  const rows = [
    row({ id: 'b', name: 'Pupil 10', shownName: 'Nobody knows' }),
    row({ connection: 'c', shownName: '=1;2' }),
    row({ id: 'a', shownName: 'Pupil 2', role: 'host' }),
    row({ id: 'a', firstMs: noon + 24 * 3_600_000, lastMs: noon + 25 * 3_600_000, minutes: 60 }),
  ]
  const heads = ['Name', 'Tag', 'Von', 'Bis', 'Minuten', 'Rolle', 'Kennung']
  const words = { heads, roles: { host: 'leitet', member: 'macht mit' }, unnamed: 'ohne Namen' }
  const csv = attendanceCsv(rows, { language: 'de', ...words })
  expect(csv.split('\r\n')).toEqual([
    '\uFEFFName;Tag;Von;Bis;Minuten;Rolle;Kennung',
    'ohne Namen;2030-02-01;12:00;13:00;60;macht mit;a',
    `"'=1;2";2030-01-31;12:00;12:10;10;macht mit;c`,
    'Pupil 2;2030-01-31;12:00;12:10;10;leitet;a',
    'Pupil 10;2030-01-31;12:00;12:10;10;macht mit;b',
    '',
  ])
  expect(attendanceCsv([], { language: 'en', ...words })).toMatch(/^\uFEFFName,Tag/)
})
