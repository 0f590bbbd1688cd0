import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural, time } = formats('fr')

const tooMany = (count: number) =>
  plural(count, { one: '# caractère de trop', other: '# caractères de trop' })

export const chat: Words['chat'] = {
  title: 'Discussion',
  messages: 'Messages',
  empty: 'Rien n’a encore été dit.',
  loading: 'Les messages se chargent.',
  off: 'Ce serveur n’a pas de discussion.',
  older: 'Messages précédents',
  unread: (count) => plural(count, { one: '# nouveau message', other: '# nouveaux messages' }),
  time,
  somebody: 'Quelqu’un',
  toHosts: 'seulement pour les hôtes',
  sending: 'envoi…',
  retry: 'Renvoyer',
  discard: 'Jeter',
  opensInNewTab: '(s’ouvre dans un nouvel onglet)',
  to: 'À',
  everyone: 'Tout le monde',
  hosts: 'Seulement les hôtes',
  toEveryone: 'Message à tout le monde',
  toHostsOnly: 'Message aux hôtes seulement',
  send: 'Envoyer',
  nearlyFull: 'presque plein',
  tooMany,
  tooLong: (count) => `Le message est trop long : ${tooMany(count)}.`,
  paused: 'Un hôte a mis la discussion en pause.',
  muted: 'Un hôte t’a coupé la parole dans la discussion : tu peux lire, mais pas écrire.',
  pause: 'Mettre en pause',
  pausedForAll: 'En pause : seuls les hôtes peuvent écrire.',
  manage: (name) => `Gérer le message de ${named(name)}`,
  messageOf: (name) => `Message de ${named(name)}`,
  remove: 'Supprimer pour tout le monde',
  mute: 'Couper la parole',
  unmute: 'Rendre la parole',
  muteHint: 'Sans la parole, on lit la discussion, mais on ne peut pas y écrire.',
  gone: (name) => `${named(name)} n’est pas dans la salle pour l’instant.`,
  nowPaused: 'La discussion est en pause : seuls les hôtes peuvent écrire.',
  nowOpen: 'La discussion est de nouveau ouverte.',
  nowMuted: 'Tu n’as plus la parole dans la discussion.',
  nowUnmuted: 'Tu peux de nouveau écrire dans la discussion.',
  said: (name, text) => `${named(name)} : ${text}`,
  saidToHosts: (name, text) => `${named(name)}, seulement pour les hôtes : ${text}`,
}
