import { afterEach, expect, test, vi } from 'vitest'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const TEXTS = [
  ...['Ada Lovelace', 'Zoë', 'e\u0301a', 'ñ', '김', 'नमः', 'a b'],
  ...[
    '👍',
    '👍🏽',
    '❤️',
    '👩‍👩‍👧‍👦',
    '🏳️‍🌈',
    '🇩🇪🇫🇷',
    '1️⃣',
    '🏴\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}',
    '✋ Ada',
  ],
]

test('clusters are those of the segmenter in Firefox before 125, which has none', async () => {
  const { graphemesOf } = await import('../../../shared/graphemes.ts')
  const byPlatform = TEXTS.map((text) => [...graphemesOf(text)])
  vi.resetModules()
  vi.stubGlobal('Intl', { ...Intl, Segmenter: undefined })
  const { graphemesOf: graphemesByRule } = await import('../../../shared/graphemes.ts')
  expect(TEXTS.map((text) => [...graphemesByRule(text)])).toEqual(byPlatform)
})

test('names and emoji are read in Safari before 16.4, which cannot look behind', async () => {
  class Former extends RegExp {
    constructor(pattern: string, flags: string) {
      if (/\(\?<[=!]/.test(pattern)) throw new SyntaxError('invalid group specifier name')
      super(pattern, flags)
    }
  }
  vi.stubGlobal('RegExp', Former)
  const { cleanEmoji, cleanName } = await import('../../../shared/text.ts')
  expect(cleanName('Ada\u00AD Lovelace')).toBe('Ada Lovelace')
  // The relay takes the joiner away that joins nothing.
  expect(cleanName('Ada\u200D')).toBe('Ada\u200D')
  expect(cleanEmoji('👩‍👩‍👧‍👦')).toBe('👩‍👩‍👧‍👦')
})
