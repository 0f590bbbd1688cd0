import { expect, test } from 'vitest'
import { marked, matchesIn, selectedOf, stepFrom } from '../../examples/editor/find/matches.ts'
import { lineOf, patternOf, type Query } from '../../examples/editor/find/query.ts'

const found = (text: string, look: string, options: Partial<Query> = {}) => {
  const pattern = patternOf({ text: look, isCase: false, isWord: false, ...options })
  return pattern === null ? null : matchesIn(text, pattern).map(({ from, to }) => text.slice(from, to))
}

test('words are found in every script, at their own places, and nothing is a pattern', () => {
  expect(found('İstanbul costs a cost', 'cost')).toEqual(['cost', 'cost'])
  expect(found('Äpfel äpfel', 'äpfel')).toEqual(['Äpfel', 'äpfel'])
  expect(found('Äpfel äpfel', 'äpfel', { isCase: true })).toEqual(['äpfel'])
  expect(found('a.b a+b [a] $1 \\n /x/ {2} ^|', '.')).toEqual(['.'])
  for (const sign of ['[a]', '$1', '\\n', '/x/', '{2}', '^|', 'a+b'])
    expect(found('a.b a+b [a] $1 \\n /x/ {2} ^|', sign)).toEqual([sign])
  expect(found('two\u00A0words, two words', 'two words')).toHaveLength(2)
  expect(found('aaaa', 'aa')).toHaveLength(2)
  expect(found('anything', '')).toBe(null)
})

test('a whole word ends where its letters, marks and digits do', () => {
  const words = (text: string, look: string) => found(text, look, { isWord: true })?.length
  expect(words('sea seaside (sea) sea-bed sea_bed sea2', 'sea')).toBe(3)
  expect(words('كتب كتاب وكتب كتبَ', 'كتب')).toBe(1)
  expect(words('(five)? five', '(five)?')).toBe(1)
  expect(words('12 123', '12')).toBe(1)
})

test('a step leads to the next one and around the ends, from what is selected and from between two', () => {
  const all = matchesIn('tide, tide, tide', /tide/gu)
  const [first, second, third] = all
  expect(stepFrom(all, { from: 0, to: 4 }, 1)).toBe(second)
  expect(stepFrom(all, { from: 0, to: 4 }, -1)).toBe(third)
  expect(stepFrom(all, { from: 7, to: 7 }, 1)).toBe(third)
  expect(stepFrom(all, { from: 7, to: 7 }, -1)).toBe(second)
  expect(stepFrom(all, { from: 16, to: 16 }, 1)).toBe(first)
  expect(stepFrom([], { from: 3, to: 3 }, 1)).toBe(undefined)
  expect([0, 6, 12].map((from) => selectedOf(all, { from, to: from + 4 }))).toEqual([0, 1, 2])
  expect(selectedOf(all, { from: 6, to: 9 })).toBe(null)
})

test('of very many those about the reader are marked', () => {
  const all = matchesIn('e'.repeat(100_000), /e/gu)
  expect(all).toHaveLength(100_000)
  const near = marked(all, { from: 50_000, to: 50_001 })
  expect(near).toHaveLength(1_000)
  expect(near).toContain(all[50_000])
  expect(marked(all, { from: 0, to: 0 })[0]).toBe(all[0])
  expect(marked(all, { from: 99_999, to: 100_000 }).at(-1)).toBe(all.at(-1))
  expect(marked(all.slice(0, 3), { from: 0, to: 0 })).toHaveLength(3)
})

test('what is selected is looked for where it is a line', () => {
  expect(['sea', 'a\nb', '', 'x'.repeat(501), null].map(lineOf)).toEqual(['sea', null, null, null, null])
})
