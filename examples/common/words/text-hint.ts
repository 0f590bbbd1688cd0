// Words of a part that is loaded late come with it, in all languages: the page itself does not carry them.
import { useLanguage } from './index.ts'
import type { Language } from './languages.ts'

/** What to do with the tool for texts. */
const TEXT_HINT: Readonly<Record<Language, string>> = {
  en: 'Press where the text is to stand, or just type.',
  de: 'Dorthin drücken, wo der Text stehen soll, oder einfach tippen.',
  fr: 'Appuyez là où le texte doit se trouver, ou tapez simplement.',
  es: 'Pulsa donde debe estar el texto, o escribe sin más.',
  ar: 'اضغط حيث يجب أن يكون النص، أو اكتب مباشرة.',
}

export const useTextHint = (): string => TEXT_HINT[useLanguage()]
