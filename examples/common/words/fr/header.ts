import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('fr')

export const header: Words['header'] = {
  states: {
    connecting: 'Connexion…',
    connected: 'Connecté',
    disconnected: 'Hors ligne',
    closed: 'Fermé',
    'room-reset': 'Salle remplacée',
    left: 'Quitté',
  },
  people: (count) => plural(count, { one: '# personne', other: '# personnes' }),
  locked: 'verrouillée',
  invite: 'Inviter',
  settings: 'Réglages',
  leave: 'Quitter',
}
