// The blocks of code of the README, the guides and the migration pages, section by section.
import { findFiles, readText } from './files.ts'

export interface GuideBlock {
  /** Where it stands, for people: `docs/guides/react.md:12`. */
  readonly source: string
  readonly language: string
  readonly code: string
  /** The file that its first line names (`// server.ts`); null where it names none. */
  readonly name: string | null
  /** The lines of the `text` block behind it: what it prints, or what its page shows. */
  readonly output: readonly string[]
}

/** What stands between two headings of the second level: its blocks belong together. */
export interface GuideSection {
  /** `docs/guides/react.md: The people` */
  readonly title: string
  readonly blocks: readonly GuideBlock[]
  /** The code of all of it, to look for words in. */
  readonly text: string
}

/** What a block may be written in; a block without a language shows a form, and no code. */
export const LANGUAGES = ['ts', 'js', 'tsx', 'vue', 'svelte', 'html', 'sh', 'text'] as const

const PAGE_LANGUAGES = ['tsx', 'vue', 'svelte', 'html']

const PAGE_NAMES =
  /\b(document\.|window|localStorage|addEventListener|innerWidth|requestAnimationFrame|smooth\(|warnUnsaved|location\.)/

/** The code needs a page, so that Node cannot run it. */
export const needsPage = ({ language, code }: GuideBlock): boolean =>
  PAGE_LANGUAGES.includes(language) || (/^[tj]s$/.test(language) && PAGE_NAMES.test(code))

/**
 * These have tests of their own: one speaks to each of the programs of the guide to mounting, another one draws on the whiteboard,
 * which has buttons by the dozen.
 */
const OWN_TESTS = ['docs/guides/mounting.md', 'docs/guides/whiteboard.md']

const guideFiles = (): string[] =>
  findFiles(
    'README.md',
    'docs/guides/*.md',
    'docs/migration/*.md',
    'docs/server/*.md',
    'docs/claims.md',
    'docs/stores.md',
  ).filter((path) => !OWN_TESTS.includes(path))

const FENCED = /^```([\w-]*)\n(.*?)^```$/gms

const blocksOf = (path: string, text: string, firstLine: number): GuideBlock[] => {
  const blocks: GuideBlock[] = []
  for (const { 1: language = '', 2: code = '', index } of text.matchAll(FENCED)) {
    const last = blocks.at(-1)
    if (language === 'text' && last !== undefined)
      blocks[blocks.length - 1] = { ...last, output: code.trim().split('\n') }
    else if (language !== '' && language !== 'text')
      blocks.push({
        source: `${path}:${firstLine + text.slice(0, index).split('\n').length - 1}`,
        language,
        code,
        name: /^(?:\/\/|#|<!--) (\S+\.\w+)/.exec(code)?.[1] ?? null,
        output: [],
      })
  }
  return blocks
}

/** Every section with code. */
export const guideSections = (): readonly GuideSection[] =>
  guideFiles().flatMap((path) => {
    let line = 1
    return readText(path)
      .split(/^(?=## )/m)
      .flatMap((text) => {
        const blocks = blocksOf(path, text, line)
        line += text.split('\n').length - 1
        const heading = /^#+ (.*)$/m.exec(text)?.[1] ?? ''
        const all = blocks.map(({ code }) => code).join('\n')
        return blocks.length === 0 ? [] : [{ title: `${path}: ${heading}`, blocks, text: all }]
      })
  })
