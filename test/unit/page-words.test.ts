import { expect, test } from 'vitest'
import { CLOSES, REFUSALS } from '../../shared/index.ts'

/** Files of words that are loaded with what they are for. */
const LATE = ['lead', 'not-here']

/** The words of a language, each by its path: what is said for each of some counts. */
const wordsIn = async (language: string): Promise<Map<string, readonly string[]>> => {
  // By its address: the page is compiled with other types than the tests.
  const load = async (file: string) =>
    import(new URL(`../../examples/common/words/${language}/${file}.ts`, import.meta.url).href)
  const { [language]: words } = await load('index')
  return new Map(entriesOf('', Object.assign({}, words, ...(await Promise.all(LATE.map(load))))))
}

/** Each of the plural forms that Arabic has, one of them twice. */
const COUNTS = [0, 1, 2, 5, 11, 100, 102]
/** What a word is given for a parameter: names where it asks for them, and counts else. */
const argumentFor = (parameter: string, count: number): unknown => {
  if (parameter === 'names') return Array.from({ length: count + 1 }, (_, index) => `p${index}`)
  return ['name', 'to'].includes(parameter) ? `p${count}` : count
}

const said = (value: unknown): readonly string[] => {
  if (typeof value !== 'function') return [String(value)]
  const [, parameters = ''] = /^\(([^)]*)\)/.exec(String(value)) ?? []
  const names = parameters.split(',').map((parameter) => parameter.trim())
  return COUNTS.map((count) => {
    const text = value(...names.map((name) => argumentFor(name, count)))
    return Array.isArray(text) ? text.join('') : String(text)
  })
}

const entriesOf = (path: string, value: unknown): [string, readonly string[]][] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => entriesOf(path === '' ? key : `${path}.${key}`, inner))
    : [[path, said(value)]]

/** Words that are written in another language as in English. */
const SAME = {
  de: ['0 min', 'Ada', 'Chat', 'Code', 'Ellipse', 'Link', 'Name', 'Offline', 'Text', 'Whiteboard'],
  fr: ['0 min', 'Ada', 'Code', 'Document', 'Ellipse', 'Messages', 'Notes', 'Rectangle', 'Versions', 'code 0'],
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

test('words: a name that is written from right to left, or turns itself round, leaves the sentence in order', async () => {
  const { named, upright } = await import(
    new URL('../../examples/common/words/formats.ts', import.meta.url).href
  )
  expect(named('Ada')).toBe('Ada')
  expect(named('علي')).toBe('\u2068علي\u2069')
  expect(named('\u200fAda')).toBe('\u2068\u200fAda\u2069')
  expect(upright('\u202eadA\u2066')).toBe('adA')
})

test('words: no refusal is told in the words of the relay, one with an unknown code neither; those of a hook are', async () => {
  const url = new URL('../../examples/common/words/refusal.ts', import.meta.url)
  const { refusalInSmall, refusalInWords, refusalSentence } = await import(url.href)
  for (const code of Object.keys({ ...REFUSALS, ...CLOSES }))
    expect(refusalInWords({ code, message: 'As the relay says it.' })).not.toContain('relay')
  const unknown = { code: 'roof-open', message: 'The roof is open.' }
  const sentence = 'That did not work, and this page does not know why. Show this to a host.'
  expect(refusalSentence(unknown)).toBe(sentence)
  expect(refusalInSmall(unknown, 4999)).toBe('(roof-open, code 4999)')
  expect(refusalInWords(unknown)).toBe(`${sentence} (roof-open)`)
  expect(refusalInWords({ code: 'busy', message: '' })).not.toContain('(')
  expect(refusalInWords({ code: 'signal-refused', message: 'An answer is a number.' })).toBe(
    'An answer is a number.',
  )
})
