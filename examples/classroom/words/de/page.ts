import type { Words } from '../en/index.ts'

export const page: Words['page'] = {
  close: 'Schließen',
  language: 'Sprache',
  languageFailed: 'Diese Sprache konnte nicht geladen werden. Versuch es, wenn die Verbindung wieder da ist.',
}
