import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { moment, number, plural } = formats('fr')

export const invite: Words['invite'] = {
  title: 'Inviter des personnes',
  hint: 'Toutes les personnes qui ouvrent ce lien te retrouvent ici.',
  waitsHint: 'Toutes les personnes qui ouvrent ce lien attendent que tu les fasses entrer.',
  link: 'Lien vers cette salle',
  noLink: 'Il n’y a pas de lien pour tout le monde. Fais-en un ci-dessous.',
  copy: 'Copier',
  copied: 'Copié.',
  copyByHand: 'Appuie sur Ctrl+C pour copier le lien sélectionné.',
  thisMachineOnly:
    'Ce lien ne marche que sur cet appareil. Pour les autres de ton réseau, démarre le serveur avec « homeroom class », sans « --host », ou avec « --lan ».',
  thisNetworkOnly:
    'Tout le monde doit être dans le réseau de cet appareil. Avec http, la page ne peut ni être installée ni s’ouvrir sans réseau.',
  poster: 'Comment entrer',
  go: (place, code) => ['Va sur ', place, ' et écris ', code],
  qrCode: 'QR code du lien vers cette salle',
  fullScreen: 'Plein écran',
  endFullScreen: 'Quitter le plein écran',
  print: 'Imprimer',
  links: (count) => `Liens (${number(count)})`,
  roles: { member: 'participe et écrit', attendee: 'participe', viewer: 'regarde', host: 'dirige' },
  mayDo: {
    attendee: 'participer',
    member: 'participer et écrire',
    viewer: 'regarder',
    host: 'diriger le cours',
  },
  means: {
    attendee:
      'Ces personnes discutent, réagissent et lèvent la main ; elles écrivent au tableau noir avec la craie.',
    member: 'Ces personnes écrivent aussi au tableau noir et dans les notes.',
    viewer: 'Ces personnes ne font que regarder.',
    host: 'Ces personnes font tout ce que tu fais.',
  },
  asRole: (role) => `rôle : ${role}`,
  endsAt: (atMs) => `jusqu’au ${moment(atMs)}`,
  endless: 'jusqu’à ce qu’il soit retiré',
  left: (count) =>
    plural(count, { one: '# personne peut encore venir', other: '# personnes peuvent encore venir' }),
  waits: 'salle d’attente',
  comma: ', ',
  hostLink: 'Lien pour les hôtes',
  show: 'Voir',
  showLink: (code) => `Voir ${code}`,
  revoke: 'Retirer',
  revokeLink: (code) => `Retirer ${code}`,
  revokeSure: 'Le retirer ?',
  make: 'Faire un lien',
  role: 'Les personnes peuvent',
  end: 'Il se termine',
  ends: {
    never: 'quand je le retire',
    hour: 'dans une heure',
    day: 'dans un jour',
    week: 'dans une semaine',
  },
  uses: 'Pour combien de personnes',
  anyNumber: 'sans limite',
  waitsOption: 'Elles attendent que je les fasse entrer',
}
