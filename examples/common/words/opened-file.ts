// What is said where a file is opened on a whiteboard, in each language. It is loaded with the whiteboard: the first load of a room needs none of it.
import { formats } from './formats.ts'
import { languageOf, useLanguage } from './index.ts'
import type { Language } from './languages.ts'

interface OpenedFileWords {
  readonly title: string
  /** `count` is how many elements the file has. */
  readonly ask: (count: number) => string
  readonly why: string
  readonly put: string
  readonly cancel: string
  readonly noScene: string
}

const OPENED_FILE: Readonly<Record<Language, OpenedFileWords>> = {
  en: {
    title: 'Open a file',
    ask: (count) =>
      formats('en').plural(count, {
        one: 'Put # element of this file beside what is here?',
        other: 'Put # elements of this file beside what is here?',
      }),
    why: 'Everyone in the room sees it. What is on the whiteboard stays as it is.',
    put: 'Put it there',
    cancel: 'Cancel',
    noScene: 'This file holds no drawing that the whiteboard can show.',
  },
  de: {
    title: 'Eine Datei öffnen',
    ask: (count) =>
      formats('de').plural(count, {
        one: '# Element dieser Datei neben das setzen, was hier ist?',
        other: '# Elemente dieser Datei neben das setzen, was hier ist?',
      }),
    why: 'Alle im Raum sehen es. Was auf dem Whiteboard ist, bleibt, wie es ist.',
    put: 'Dorthin setzen',
    cancel: 'Abbrechen',
    noScene: 'Diese Datei enthält keine Zeichnung, die das Whiteboard zeigen kann.',
  },
  fr: {
    title: 'Ouvrir un fichier',
    ask: (count) =>
      formats('fr').plural(count, {
        one: 'Placer # élément de ce fichier à côté de ce qui est ici ?',
        other: 'Placer # éléments de ce fichier à côté de ce qui est ici ?',
      }),
    why: 'Tout le monde dans la salle le voit. Ce qu’il y a au tableau blanc reste tel quel.',
    put: 'Le placer là',
    cancel: 'Annuler',
    noScene: 'Ce fichier ne contient aucun dessin que le tableau blanc puisse montrer.',
  },
  es: {
    title: 'Abrir un archivo',
    ask: (count) =>
      formats('es').plural(count, {
        one: '¿Poner # elemento de este archivo junto a lo que hay aquí?',
        other: '¿Poner # elementos de este archivo junto a lo que hay aquí?',
      }),
    why: 'Todos en la sala lo ven. Lo que hay en la pizarra blanca queda como está.',
    put: 'Ponerlo ahí',
    cancel: 'Cancelar',
    noScene: 'Este archivo no contiene ningún dibujo que la pizarra blanca pueda mostrar.',
  },
  ar: {
    title: 'فتح ملف',
    ask: (count) =>
      formats('ar').plural(count, {
        one: 'هل تريد وضع عنصر واحد من هذا الملف بجانب ما هو موجود هنا؟',
        two: 'هل تريد وضع عنصرين من هذا الملف بجانب ما هو موجود هنا؟',
        few: 'هل تريد وضع # عناصر من هذا الملف بجانب ما هو موجود هنا؟',
        many: 'هل تريد وضع # عنصرًا من هذا الملف بجانب ما هو موجود هنا؟',
        other: 'هل تريد وضع # عنصر من هذا الملف بجانب ما هو موجود هنا؟',
      }),
    why: 'يراه كل من في الغرفة، ويبقى ما على اللوح الأبيض كما هو.',
    put: 'ضعه هنا',
    cancel: 'إلغاء',
    noScene: 'لا يحوي هذا الملف رسمًا يستطيع اللوح الأبيض عرضه.',
  },
}

export const openedFileWords = (): OpenedFileWords => OPENED_FILE[languageOf()]

export const useOpenedFileWords = (): OpenedFileWords => OPENED_FILE[useLanguage()]
