import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Tu regardes : ce lien montre la salle, sans laisser participer.',
  listening: 'Tu écoutes : tu peux te promener, réagir et lever la main, mais pas écrire.',
  loading: 'La salle est encore en train de se charger.',
  replaced: 'La salle a été remplacée : dis d’abord ce que devient ta copie.',
}
