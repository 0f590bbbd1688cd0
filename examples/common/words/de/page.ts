import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('de')

export const page: Words['page'] = {
  close: 'Schließen',
  nameIsCut: (most) => `Ein Name hat höchstens ${number(most)} Zeichen: Der Rest fällt weg.`,
  language: 'Sprache',
  languageFailed: 'Diese Sprache konnte nicht geladen werden. Versuch es, wenn die Verbindung wieder da ist.',
  notLoaded: 'Nicht geladen',
  loadAnew: 'Dieser Teil der Seite ist nicht angekommen. Lade die Seite neu, wenn das Netz wieder da ist.',
  reload: 'Neu laden',
}
