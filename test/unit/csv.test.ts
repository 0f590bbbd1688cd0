import { expect, test } from 'vitest'
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
