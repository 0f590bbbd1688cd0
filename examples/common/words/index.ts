// Every word that a person sees or hears on this page, in their language.
//
// To add one:
// 1. Write it in `en/<area>.ts`: a text, or a function of what changes in it. A number in a sentence is
//    `plural(count, { one: '# person', other: '# people' })`; something drawn in it is a part of a list:
//    `youFollow: <T>(name: T) => ['You follow ', name, '.']`, shown by `<Parts of={words.host.youFollow(<Name>…</Name>)} />`.
// 2. Write it in each of the other languages: the compiler names those that lack it.
// 3. In a component: `const words = useWords()`, and `words.people.title`. Elsewhere: `words().people.title`, read when
//    it is needed and not when the module is loaded, as the language may change.

import { useSyncExternalStore } from 'react'
import { inBrowser } from '../page/storage.ts'
import { createValue } from '../page/value.ts'
import { en, type Words } from './en/index.ts'
import { firstOf, isLanguage, LANGUAGES, type Language } from './languages.ts'

export type { Words }

interface Shown {
  readonly language: Language
  readonly words: Words
}

const shown = createValue<Shown>({ language: 'en', words: en })

/** The words of the language that was chosen, at this moment. */
export const words = (): Words => shown.get().words

/** Calls `listener` when another language was chosen, until the returned function is called. */
export const onWords = shown.subscribe

/** The words of the language that was chosen. */
export const useWords = (): Words => useSyncExternalStore(shown.subscribe, words)

/** The language that was chosen. */
export const useLanguage = (): Language => useSyncExternalStore(shown.subscribe, shown.get).language

/** The language that was chosen, at this moment. */
export const languageOf = (): Language => shown.get().language

let asked: Language = 'en'

/**
 * Shows the page in a language; where several are asked for at once, in the last one. It rejects where the words cannot be
 * loaded, as without a network, and the page stays as it is.
 */
export const showLanguage = async (language: Language): Promise<void> => {
  asked = language
  const { dir, load } = LANGUAGES[language]
  const loaded = await load()
  if (asked !== language) return
  document.documentElement.lang = language
  document.documentElement.dir = dir
  shown.set({ language, words: loaded })
}

/** Shows the page in a language, and remembers it in this browser. */
export const chooseLanguage = async (language: Language): Promise<void> => {
  await showLanguage(language)
  inBrowser.write('language', language)
}

/** The language that was chosen in this browser, or else the first one of the browser's that this page has. */
export const readLanguage = (): Language => {
  const chosen = inBrowser.read('language')
  return isLanguage(chosen) ? chosen : firstOf(navigator.languages)
}
