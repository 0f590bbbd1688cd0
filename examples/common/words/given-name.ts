// What is said where a host names a person. It is loaded behind what a person sees first.
import { isolated, named } from './formats.ts'
import { languageOf, useLanguage } from './index.ts'
import type { Language } from './languages.ts'

export interface GivenNameWords {
  readonly label: string
  readonly give: string
  readonly says: string
  /** To the person who is named. */
  readonly taken: (name: string) => string
}

const GIVEN_NAME: Readonly<Record<Language, GivenNameWords>> = {
  en: {
    label: 'Name',
    give: 'Give this name',
    says: 'Their page shows it to everyone, and tells them. They can change it again in the settings.',
    taken: (name) => `Your name here is now ${named(name)}: your teacher changed it.`,
  },
  de: {
    label: 'Name',
    give: 'Diesen Namen geben',
    says: 'Die Seite der Person zeigt ihn allen und sagt es ihr. In den Einstellungen kann sie ihn wieder ändern.',
    taken: (name) => `Dein Name hier ist jetzt ${named(name)}: Deine Lehrkraft hat ihn geändert.`,
  },
  fr: {
    label: 'Nom',
    give: 'Donner ce nom',
    says: 'La page de la personne le montre à tout le monde et le lui dit. Elle peut le changer dans les réglages.',
    taken: (name) => `Ton nom ici est maintenant ${named(name)} : ton enseignant l’a changé.`,
  },
  es: {
    label: 'Nombre',
    give: 'Dar este nombre',
    says: 'La página de la persona lo muestra a todo el mundo y se lo dice. Puede cambiarlo en los ajustes.',
    taken: (name) => `Tu nombre aquí es ahora ${named(name)}: lo ha cambiado quien da la clase.`,
  },
  ar: {
    label: 'الاسم',
    give: 'إعطاء هذا الاسم',
    says: 'تُظهره صفحة الشخص للجميع وتخبره بذلك، ويمكنه تغييره من الإعدادات.',
    taken: (name) => `اسمك هنا الآن ${isolated(name)}، وقد غيّره معلّمك.`,
  },
}

export const givenNameWords = (): GivenNameWords => GIVEN_NAME[languageOf()]

export const useGivenNameWords = (): GivenNameWords => GIVEN_NAME[useLanguage()]
