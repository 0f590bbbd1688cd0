import type { Words } from '../en/index.ts'

export const page: Words['page'] = {
  close: 'Fermer',
  language: 'Langue',
  languageFailed: 'Cette langue n’a pas pu être chargée. Réessaie quand la connexion sera revenue.',
  notLoaded: 'Pas chargé',
  loadAnew: 'Cette partie de la page n’est pas arrivée. Recharge la page quand le réseau sera revenu.',
  reload: 'Recharger',
}
