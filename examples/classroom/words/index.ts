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
import { createValue } from '../page/value.ts'
import { en } from './en/index.ts'

/** The words of a language: all languages have the same ones. */
export type Words = typeof en

const shown = createValue<Words>(en)

/** The words of the language that was chosen, at this moment. */
export const words = shown.get

/** Calls `listener` when another language was chosen, until the returned function is called. */
export const onWords = shown.subscribe

/** The words of the language that was chosen. */
export const useWords = (): Words => useSyncExternalStore(shown.subscribe, shown.get)
