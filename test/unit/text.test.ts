import { describe, expect, test } from 'vitest'
import { hostNamesOf, isNamesake } from '../../examples/common/people/namesake.ts'
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

  test.each([
    ['zero-width space', 'ev\u200Bil'],
    ['soft hyphen', 'ev\u00ADil'],
    ['word joiner and invisible plus', 'ev\u2060\u2064il'],
    ['byte order mark', 'evil\uFEFF'],
    ['direction marks', '\u200Eev\u200Fil\u061C'],
    ['isolates and overrides', '\u2066ev\u202Eil\u2069'],
    ['joiners between letters that they do not join', 'e\u200Dv\u200Cil'],
    ['a joiner at the end', 'evil\u200D'],
    ['variation selectors', 'e\uFE0Fv\uFE00i\u{E0100}l\uFE0E'],
    ['tags', 'ev\u{E0069}\u{E006C}\u{E007F}il'],
    ['grapheme joiner, fillers, shorthand', 'e\u034Fv\u3164i\u115F\u{1BCA0}l'],
    ['annotations', '\uFFF9ev\uFFFAil\uFFFB'],
    ['Mongolian selectors', 'ev\u180Bil\u180E'],
    ['Khmer vowels without a form', 'ev\u17B4il'],
  ])('[X51] %s: what nobody can see is taken away', (_what, name) => {
    expect(cleanName(name)).toBe('evil')
  })

  test.each([
    ['a joiner after a picture that joins nothing', 'Ada👍\u200D', 'Ada👍'],
    ['two joiners', '👩\u200D\u200D🏫', '👩\u200D🏫'],
    ['a selector where a picture is one already', '👍\uFE0F', '👍'],
    ['a selector after a digit', '1\uFE0F', '1'],
    ['tags that name no region', '🏴\u{E0067}', '🏴'],
    ['tags without their end', '🏴\u{E0067}\u{E0062}', '🏴'],
    ['a non-joiner after a letter that is never joined', '\u0627\u200C\u0628', '\u0627\u0628'],
    ['a joiner between letters that are joined', '\u0628\u200D\u0628', '\u0628\u0628'],
    [
      'what was taken away made something of its neighbours',
      '\u0628\u200B\u200C\u0628',
      '\u0628\u200C\u0628',
    ],
  ])('[X51] %s', (_what, name, clean) => {
    expect(cleanName(name)).toBe(clean)
    expect(cleanName(clean)).toBe(clean)
  })

  test.each([
    ['a family', FAMILY],
    ['a profession', '👩‍🏫'],
    ['a rainbow flag', '🏳️‍🌈'],
    ['a heart', '❤️'],
    ['a telephone as text', '☎︎'],
    ['a key', '1️⃣'],
    ['a flag', '🇬🇧'],
    ['a skin', '👋🏽'],
    ['England', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
    ['Persian', 'می‌خواهم'],
    ['a Persian name', 'علی‌رضا'],
    ['an Arabic letter that stands as if it went on', 'ه\u200D'],
    ['a Devanagari half letter', 'क्\u200Dष'],
    ['a Devanagari letter that joins nothing', 'क्\u200Cष'],
    ['Bengali ya-phala', 'র\u200D্য'],
    ['Sinhala', 'ශ්\u200Dරී'],
    ['a Malayalam chillu', 'ന്\u200D'],
    ['a Japanese family', '葛\u{E0100}城'],
    ['a Mongolian letter', 'ᠮ\u180Bᠣ'],
  ])('[X51] %s stays', (_what, name) => {
    expect(cleanName(name)).toBe(name)
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

  test('[X51] one emoji is one, whatever invisible stands with it', () => {
    for (const emoji of ['👍\u200D', '👍\uFE0F', '👍\u200B', '\u2060👍']) expect(cleanEmoji(emoji)).toBe('👍')
    expect(cleanEmoji('🏴󠁧󠁢󠁥󠁮󠁧󠁿')).toBe('🏴󠁧󠁢󠁥󠁮󠁧󠁿')
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

test('a name is that of a host however it is written; hosts are no namesakes, and no name is no name', () => {
  const hosts = hostNamesOf([
    { name: 'Ms. Weiß', role: 'host' },
    { name: null, role: 'host' },
    { name: 'Ada', role: 'member' },
  ])
  const isOne = (name: string | null, role: string | null = 'member') => isNamesake({ name, role }, hosts)
  for (const name of ['Ms. Weiß', ' ms  weiß', 'MS WEISS', 'Ｍｓ Weiß', 'Ms\u2060Weiß'])
    expect(isOne(name)).toBe(true)
  for (const name of ['Ada', 'Ms Weber', 'Weiß', '', ' ', null]) expect(isOne(name)).toBe(false)
  expect(isOne('Ms Weiß', 'host')).toBe(false)
  expect(isOne('Ms Weiß', null)).toBe(true)
})
