import { expect, test } from 'vitest'

/** The words of a language, each by its path: what is said for each of some counts. */
const wordsIn = async (language: string): Promise<Map<string, readonly string[]>> => {
  // By its address: the page is compiled with other types than the tests.
  const url = new URL(`../../examples/common/words/${language}/index.ts`, import.meta.url)
  const { [language]: words } = await import(url.href)
  return new Map(entriesOf('', words))
}

/** Each of the plural forms that Arabic has, one of them twice. */
const COUNTS = [0, 1, 2, 5, 11, 100, 102]
/** Words about several people, by their names. */
const OF_NAMES = ['news.joined', 'news.left']

const said = (path: string, value: unknown): readonly string[] => {
  if (typeof value !== 'function') return [String(value)]
  return COUNTS.map((count) => {
    const first = OF_NAMES.includes(path)
      ? Array.from({ length: count + 1 }, (_, index) => `p${index}`)
      : count
    const text = value(first, count, count)
    return Array.isArray(text) ? text.join('') : String(text)
  })
}

const entriesOf = (path: string, value: unknown): [string, readonly string[]][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => entriesOf(path === '' ? key : `${path}.${key}`, inner))
    : [[path, said(path, value)]]

/** Words that are written in another language as in English. */
const SAME = {
  de: ['0 min', 'Ada', 'Chat', 'Code', 'Link', 'Name', 'Offline', 'Text', 'Whiteboard'],
  fr: ['0 min', 'Ada', 'Code', 'Document', 'Messages', 'Notes', 'Versions', 'code 0'],
  es: ['0 min', 'Ada', 'Chat', 'No'],
  ar: [],
} satisfies Readonly<Record<string, readonly string[]>>

/** A number, a sign or a key of the keyboard is the same in all languages. */
const isSpoken = (texts: readonly string[] | undefined): boolean => /\p{L}{2}/u.test(texts?.join() ?? '')

test.each(Object.entries(SAME))(
  'words: %s says all that English says, and nothing of it in English',
  async (language, same: readonly string[]) => {
    const english = await wordsIn('en')
    const other = await wordsIn(language)
    expect([...other.keys()].sort()).toEqual([...english.keys()].sort())
    const spoken = [...other].filter(([path]) => isSpoken(english.get(path)))
    const left = spoken.filter(([path, texts]) => texts.join() === english.get(path)?.join())
    expect(left.filter(([, [text = '']]) => !same.includes(text))).toEqual([])
    for (const [path, texts] of spoken) {
      expect(texts, path).not.toContain('')
      expect(texts.join('\n'), path).not.toMatch(/#|undefined|\[object/)
    }
  },
)
