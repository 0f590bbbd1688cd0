// Words of a part that is loaded late come with it, in all languages: the page itself does not carry them.
import { lead as ar } from './ar/lead.ts'
import { lead as de } from './de/lead.ts'
import { lead as en, type LeadWords } from './en/lead.ts'
import { lead as es } from './es/lead.ts'
import { lead as fr } from './fr/lead.ts'
import { useLanguage } from './index.ts'
import type { Language } from './languages.ts'

const ALL: Readonly<Record<Language, LeadWords>> = { ar, de, en, es, fr }

export const useLeadWords = (): LeadWords => ALL[useLanguage()]
