import type { Words } from '../en/index.ts'

export const board: Words['board'] = {
  title: 'Texte commun',
  hint: 'Tout le monde dans la salle peut écrire ici en même temps.',
}
