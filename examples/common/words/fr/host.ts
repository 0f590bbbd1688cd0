import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural } = formats('fr')

export const host: Words['host'] = {
  watching: 'Regarde seulement',
  watchers: 'Personnes qui regardent seulement',
  nobodyWatches: 'Tout le monde ici participe.',
  letTakePart: 'Laisser participer',
  letOneTakePart: (name) => `Laisser ${named(name)} participer`,
  tools: 'Pour les hôtes',
  lead: 'Suivez-moi',
  everyoneDraws: 'Tous dessinent',
  everyoneWrites: 'Tous écrivent',
  mute: 'Couper les réactions',
  lock: 'Verrouiller la salle',
  unlockRoom: 'Déverrouiller la salle',
  unlockTitle: (count) =>
    plural(count, { one: 'Faire entrer # personne ?', other: 'Faire entrer # personnes ?' }),
  unlockSays: 'Elles attendent devant la salle. Une fois la salle déverrouillée, toutes entrent.',
  keepLocked: 'Laisser verrouillé',
  unlock: 'Déverrouiller et faire entrer',
  roleTitle: 'Rôle dans cette salle',
  roles: { member: 'participe et écrit', attendee: 'participe', viewer: 'regarde' },
  does: {
    member: 'Comme qui participe, et écrit au tableau noir et dans les notes',
    attendee: 'Se promène, s’assied, réagit, lève la main et discute ; écrit au tableau noir avec la craie',
    viewer: 'Ne fait que regarder, et quitte la liste des personnes',
  },
  give: 'Donner ce rôle',
  removeAsk: 'Exclure…',
  removeTitle: (name) => `Exclure ${named(name)} ?`,
  removeVerified:
    'Cette personne sort aussitôt de la salle, et n’y revient que si tu la fais entrer de nouveau.',
  removeGuest:
    'Cette personne sort aussitôt de la salle, et n’y revient avec ce navigateur que si tu la fais entrer. Avec le même code, un autre navigateur le peut, sauf si les nouveaux attendent que tu les fasses entrer.',
  removeAnonymous:
    'Cette personne quitte la salle aussitôt. Tant que la salle n’est pas verrouillée, n’importe qui peut entrer, elle aussi.',
  keep: 'Non, garder',
  remove: 'Exclure',
  removeAndHold: 'Exclure, et les nouveaux attendent',
}
