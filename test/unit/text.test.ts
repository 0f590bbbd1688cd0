import { describe, expect, test } from 'vitest'
import { cleanEmoji, cleanName } from '../../shared/index.ts'

const FAMILY = '👩🏽‍❤️‍💋‍👨🏿'
const graphemes = (text: string) => [...new Intl.Segmenter().segment(text)].length
const bytes = (text: string) => new TextEncoder().encode(text).length

describe('[FI4] names', () => {
  test.each([
    ['  Ada  ', 'Ada'],
    ['a\ud83d', 'a\ufffd'],
    ['\u202Eevil', 'evil'],
    ['A\u0000d\na\u2066', 'Ada'],
    ['👩‍🏫 T', '👩‍🏫 T'],
    ['🇬🇧 Ada', '🇬🇧 Ada'],
    ['𠮷田', '𠮷田'],
    ['e\u0301', 'é'],
    ['می‌خواهم', 'می‌خواهم'],
  ])('%j becomes %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean)
  })

  test.each(['', '   ', '\u200B\u200B', '\u202E', '\u3164', '\u0301', 5, null, undefined, {}, ['Ada']])(
    'C96 %j is no name',
    (name) => {
      expect(cleanName(name)).toBeNull()
    },
  )

  test('a long one is cut between grapheme clusters, at 64 of them or 256 bytes', () => {
    expect(cleanName('x'.repeat(100))).toBe('x'.repeat(64))
    const families = cleanName(FAMILY.repeat(40)) ?? ''
    expect(bytes(families)).toBeLessThanOrEqual(256)
    expect(families.length % FAMILY.length).toBe(0)
    const marks = cleanName(`a${'\u0301'.repeat(300)}`) ?? ''
    expect(graphemes(marks)).toBe(1)
    expect(bytes(marks)).toBeLessThanOrEqual(40)
  })
})

describe('[FI2] emoji', () => {
  test.each(['👍', '✋', FAMILY, '🇬🇧', '1️⃣', 'A', ''])('%j passes', (emoji) => {
    expect(cleanEmoji(emoji)).toBe(emoji)
  })

  test.each([
    '👍👍',
    'ab',
    `a${'\u0301'.repeat(200)}`,
    '\u202E',
    '\u200B',
    '\n',
    ' ',
    '\ud83d',
    5,
    null,
    true,
    ['👍'],
  ])('C96 %j does not', (emoji) => {
    expect(cleanEmoji(emoji)).toBeNull()
  })
})
