import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('fr')

export const page: Words['page'] = {
  close: 'Fermer',
  nameIsCut: (most) =>
    plural(most, {
      one: 'Un nom a au plus # caractère : le reste est laissé de côté.',
      other: 'Un nom a au plus # caractères : le reste est laissé de côté.',
    }),
  language: 'Langue',
  languageFailed: 'Cette langue n’a pas pu être chargée. Réessaie quand la connexion sera revenue.',
  notLoaded: 'Pas chargé',
  loadAnew: 'Cette partie de la page n’est pas arrivée. Recharge la page quand le réseau sera revenu.',
  reload: 'Recharger',
}
