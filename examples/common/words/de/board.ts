import type { Words } from '../en/index.ts'

export const board: Words['board'] = {
  title: 'Gemeinsamer Text',
  hint: 'Alle im Raum können hier gleichzeitig schreiben.',
}
