import type { Words } from '../en/index.ts'

export const invite: Words['invite'] = {
  title: 'Andere einladen',
  hint: 'Alle, die diesen Link öffnen, treffen dich hier.',
  link: 'Link zu diesem Raum',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  copyByHand: 'Drück Strg+C, um den markierten Link zu kopieren.',
  thisMachineOnly:
    'Dieser Link geht nur auf diesem Gerät. Damit andere in deinem Netz ihn öffnen können, starte den Server mit „homeroom class“ oder „--lan“.',
  thisNetworkOnly:
    'Alle müssen im Netz dieses Geräts sein. Über http lässt sich die Seite nicht installieren und ohne Netz nicht öffnen.',
  poster: 'So kommst du herein',
  go: (place, code) => ['Öffne ', place, ' und gib ', code, ' ein'],
  qrCode: 'QR-Code mit dem Link zu diesem Raum',
  fullScreen: 'Vollbild',
  print: 'Drucken',
}
