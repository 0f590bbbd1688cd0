import type { Extension } from '@codemirror/state'

/** The languages whose words are coloured, each in a file of its own that comes when it is chosen. */
const LANGUAGES = {
  plain: async (): Promise<Extension> => [],
  javascript: async (): Promise<Extension> =>
    (await import('@codemirror/lang-javascript')).javascript({ typescript: true }),
  python: async (): Promise<Extension> => (await import('@codemirror/lang-python')).python(),
  html: async (): Promise<Extension> => (await import('@codemirror/lang-html')).html(),
} as const

/** Their names, the same in every language that people speak; plain text has none. */
export const CODE_NAMES = { javascript: 'JavaScript', python: 'Python', html: 'HTML' } as const

export type CodeLanguage = keyof typeof LANGUAGES

export const CODE_LANGUAGES = Object.keys(LANGUAGES) as readonly CodeLanguage[]

/** A language as the document names it; plain text for what this page does not know. */
export const readCodeLanguage = (value: unknown): CodeLanguage =>
  CODE_LANGUAGES.find((language) => language === value) ?? 'plain'

export const loadCodeLanguage = (language: CodeLanguage): Promise<Extension> => LANGUAGES[language]()
