// What is said of find and replace, in each language. It is loaded with the editor: the first load of a room needs none of it.
import { formats } from './formats.ts'
import { useLanguage } from './index.ts'
import type { Language } from './languages.ts'

export interface FindWords {
  readonly title: string
  /** For those who may not write. */
  readonly titleFind: string
  readonly find: string
  readonly replaceWith: string
  readonly next: string
  readonly previous: string
  readonly matchCase: string
  readonly wholeWords: string
  readonly replace: string
  readonly replaceAll: string
  readonly none: string
  readonly count: (count: number) => string
  readonly of: (at: number, count: number) => string
  readonly replaced: (count: number) => string
}

const wordsOf = (
  language: Language,
  make: (format: Pick<ReturnType<typeof formats>, 'number' | 'plural'>) => FindWords,
): FindWords => make(formats(language))

const FIND: Readonly<Record<Language, FindWords>> = {
  en: wordsOf('en', ({ number, plural }) => ({
    title: 'Find and replace',
    titleFind: 'Find',
    find: 'Find',
    replaceWith: 'Replace with',
    next: 'Next match',
    previous: 'Previous match',
    matchCase: 'Match case',
    wholeWords: 'Whole words',
    replace: 'Replace',
    replaceAll: 'Replace all',
    none: 'No matches',
    count: (count) => plural(count, { one: '# match', other: '# matches' }),
    of: (at, count) => `${number(at)} of ${number(count)}`,
    replaced: (count) => plural(count, { one: '# replaced', other: '# replaced' }),
  })),
  de: wordsOf('de', ({ number, plural }) => ({
    title: 'Suchen und ersetzen',
    titleFind: 'Suchen',
    find: 'Suchen',
    replaceWith: 'Ersetzen durch',
    next: 'Nächster Treffer',
    previous: 'Voriger Treffer',
    matchCase: 'Groß- und Kleinschreibung beachten',
    wholeWords: 'Nur ganze Wörter',
    replace: 'Ersetzen',
    replaceAll: 'Alle ersetzen',
    none: 'Keine Treffer',
    count: (count) => plural(count, { other: '# Treffer' }),
    of: (at, count) => `${number(at)} von ${number(count)}`,
    replaced: (count) => plural(count, { other: '# ersetzt' }),
  })),
  fr: wordsOf('fr', ({ number, plural }) => ({
    title: 'Rechercher et remplacer',
    titleFind: 'Rechercher',
    find: 'Rechercher',
    replaceWith: 'Remplacer par',
    next: 'Résultat suivant',
    previous: 'Résultat précédent',
    matchCase: 'Respecter la casse',
    wholeWords: 'Mots entiers',
    replace: 'Remplacer',
    replaceAll: 'Tout remplacer',
    none: 'Aucun résultat',
    count: (count) => plural(count, { one: '# résultat', other: '# résultats' }),
    of: (at, count) => `${number(at)} sur ${number(count)}`,
    replaced: (count) => plural(count, { one: '# remplacement', other: '# remplacements' }),
  })),
  es: wordsOf('es', ({ number, plural }) => ({
    title: 'Buscar y reemplazar',
    titleFind: 'Buscar',
    find: 'Buscar',
    replaceWith: 'Reemplazar por',
    next: 'Resultado siguiente',
    previous: 'Resultado anterior',
    matchCase: 'Distinguir mayúsculas y minúsculas',
    wholeWords: 'Palabras completas',
    replace: 'Reemplazar',
    replaceAll: 'Reemplazar todo',
    none: 'Sin resultados',
    count: (count) => plural(count, { one: '# resultado', other: '# resultados' }),
    of: (at, count) => `${number(at)} de ${number(count)}`,
    replaced: (count) => plural(count, { one: '# reemplazo', other: '# reemplazos' }),
  })),
  ar: wordsOf('ar', ({ number, plural }) => ({
    title: 'بحث واستبدال',
    titleFind: 'بحث',
    find: 'بحث',
    replaceWith: 'استبدال بـ',
    next: 'النتيجة التالية',
    previous: 'النتيجة السابقة',
    matchCase: 'مطابقة حالة الأحرف',
    wholeWords: 'كلمات كاملة',
    replace: 'استبدال',
    replaceAll: 'استبدال الكل',
    none: 'لا نتائج',
    count: (count) =>
      plural(count, {
        one: 'نتيجة واحدة',
        two: 'نتيجتان',
        few: '# نتائج',
        many: '# نتيجة',
        other: '# نتيجة',
      }),
    of: (at, count) => `${number(at)} من ${number(count)}`,
    replaced: (count) =>
      plural(count, {
        zero: 'لا استبدال',
        one: 'استبدال واحد',
        two: 'استبدالان',
        few: '# استبدالات',
        many: '# استبدالًا',
        other: '# استبدال',
      }),
  })),
}

export const useFindWords = (): FindWords => FIND[useLanguage()]
