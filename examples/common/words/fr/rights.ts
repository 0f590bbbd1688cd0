import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Tu regardes : ce lien montre la salle, sans laisser participer.',
  listening:
    'Tu participes : tu peux te promener, t’asseoir, réagir, lever la main et discuter ; pour écrire au tableau, il te faut la craie.',
  loading: 'La salle est encore en train de se charger.',
  replaced: 'La salle a été remplacée : dis d’abord ce que devient ta copie.',
}
