import type { Words } from '../en/index.ts'

export const invite: Words['invite'] = {
  title: 'Inviter des personnes',
  hint: 'Toutes les personnes qui ouvrent ce lien te retrouvent ici.',
  link: 'Lien vers cette salle',
  copy: 'Copier',
  copied: 'Copié.',
  copyByHand: 'Appuie sur Ctrl+C pour copier le lien sélectionné.',
  thisMachineOnly:
    'Ce lien ne marche que sur cet appareil. Pour les autres de ton réseau, démarre le serveur avec « homeroom class » ou « --lan ».',
  thisNetworkOnly:
    'Tout le monde doit être dans le réseau de cet appareil. Avec http, la page ne peut ni être installée ni s’ouvrir sans réseau.',
  poster: 'Comment entrer',
  go: (place, code) => ['Va sur ', place, ' et écris ', code],
  qrCode: 'QR code du lien vers cette salle',
  fullScreen: 'Plein écran',
  print: 'Imprimer',
}
