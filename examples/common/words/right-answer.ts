// Words of a part that is loaded late come with it, in all languages: the page itself does not carry them.
import { isolated, named } from './formats.ts'
import { languageOf, useLanguage } from './index.ts'
import type { Language } from './languages.ts'

export interface RightAnswerWords {
  /** The choice that is right. */
  readonly right: string
  /** For hosts: what the circles beside the choices are for. */
  readonly ask: string
  /** For hosts: marks a choice as the right one. */
  readonly mark: (choice: string) => string
}

const RIGHT_ANSWER: Readonly<Record<Language, RightAnswerWords>> = {
  en: { right: 'right', ask: 'Mark the right answer:', mark: (choice) => `Mark as right: ${named(choice)}` },
  de: {
    right: 'richtig',
    ask: 'Richtige Antwort markieren:',
    mark: (choice) => `Als richtig markieren: ${named(choice)}`,
  },
  fr: {
    right: 'juste',
    ask: 'Marquer la bonne réponse :',
    mark: (choice) => `Marquer comme juste : ${named(choice)}`,
  },
  es: {
    right: 'correcta',
    ask: 'Marcar la respuesta correcta:',
    mark: (choice) => `Marcar como correcta: ${named(choice)}`,
  },
  ar: {
    right: 'صحيح',
    ask: 'حدّد الإجابة الصحيحة:',
    mark: (choice) => `تحديد كإجابة صحيحة: ${isolated(choice)}`,
  },
}

export const rightAnswerWords = (): RightAnswerWords => RIGHT_ANSWER[languageOf()]

export const useRightAnswerWords = (): RightAnswerWords => RIGHT_ANSWER[useLanguage()]
