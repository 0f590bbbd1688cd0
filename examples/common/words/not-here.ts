// Words of a part that is loaded late come with it, in all languages: the page itself does not carry them.
import { notHere as ar } from './ar/not-here.ts'
import { notHere as de } from './de/not-here.ts'
import { notHere as en, type NotHereWords } from './en/not-here.ts'
import { notHere as es } from './es/not-here.ts'
import { notHere as fr } from './fr/not-here.ts'
import { useLanguage } from './index.ts'
import type { Language } from './languages.ts'

const ALL: Readonly<Record<Language, NotHereWords>> = { ar, de, en, es, fr }

export const useNotHereWords = (): NotHereWords => ALL[useLanguage()]
