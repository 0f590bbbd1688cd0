import type { Words } from './en/index.ts'
import { en } from './en/index.ts'

interface Spoken {
  /** As its speakers call it. */
  readonly name: string
  readonly dir: 'ltr' | 'rtl'
  /** English is there from the start; the others are loaded when they are chosen. */
  readonly load: () => Promise<Words>
}

/** The languages of this page, by their tags. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr', load: async () => en },
  de: { name: 'Deutsch', dir: 'ltr', load: async () => (await import('./de/index.ts')).de },
  fr: { name: 'Français', dir: 'ltr', load: async () => (await import('./fr/index.ts')).fr },
  es: { name: 'Español', dir: 'ltr', load: async () => (await import('./es/index.ts')).es },
  ar: { name: 'العربية', dir: 'rtl', load: async () => (await import('./ar/index.ts')).ar },
} as const satisfies Record<string, Spoken>

export type Language = keyof typeof LANGUAGES

export const isLanguage = (tag: string | null): tag is Language =>
  tag !== null && Object.hasOwn(LANGUAGES, tag)

/** The first of a person's languages that this page has, as their browser lists them: `de-CH` is served by `de`. */
export const firstOf = (tags: readonly string[]): Language =>
  tags.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? 'en'
