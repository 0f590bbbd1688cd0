import type { Words } from '../en/index.ts'

export const rights: Words['rights'] = {
  watching: 'Tu regardes : ce lien montre la salle, sans laisser participer.',
  listening: {
    class:
      'Tu participes : tu peux te promener, t’asseoir, réagir, lever la main et discuter ; pour écrire au tableau noir, il te faut la craie.',
    board: 'Tu participes : tu peux regarder, réagir et lever la main ; pour dessiner, il te faut la craie.',
    doc: 'Tu participes : tu peux lire, réagir et lever la main ; pour écrire, il te faut la craie.',
  },
  loading: 'La salle est encore en train de se charger.',
  replaced: 'La salle a été remplacée : dis d’abord ce que devient ta copie.',
}
