import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { moment, number, plural } = formats('de')

export const invite: Words['invite'] = {
  title: 'Andere einladen',
  hint: 'Alle, die diesen Link öffnen, treffen dich hier.',
  waitsHint: 'Alle, die diesen Link öffnen, warten, bis du sie hereinlässt.',
  link: 'Link zu diesem Raum',
  noLink: 'Es gibt keinen Link für alle. Mach unten einen.',
  copy: 'Kopieren',
  copied: 'Kopiert.',
  copyByHand: 'Drück Strg+C, um den markierten Link zu kopieren.',
  thisMachineOnly:
    'Dieser Link geht nur auf diesem Gerät. Damit andere in deinem Netz ihn öffnen können, starte den Server mit „homeroom class“, ohne „--host“, oder mit „--lan“.',
  thisNetworkOnly:
    'Alle müssen im Netz dieses Geräts sein. Über http lässt sich die Seite nicht installieren und ohne Netz nicht öffnen.',
  poster: 'So kommst du herein',
  go: (place, code) => ['Öffne ', place, ' und gib ', code, ' ein'],
  qrCode: 'QR-Code mit dem Link zu diesem Raum',
  fullScreen: 'Vollbild',
  endFullScreen: 'Vollbild beenden',
  print: 'Drucken',
  links: (count) => `Alle Links (${number(count)})`,
  roles: { member: 'macht mit und schreibt', attendee: 'macht mit', viewer: 'schaut zu', host: 'leitet' },
  mayDo: {
    attendee: 'mitmachen',
    member: 'mitmachen und schreiben',
    viewer: 'zuschauen',
    host: 'den Unterricht leiten',
  },
  means: {
    attendee: 'Sie chatten, reagieren und melden sich; an die Tafel schreiben sie mit der Kreide.',
    member: 'Sie schreiben auch an die Tafel und in die Notizen.',
    viewer: 'Sie sehen nur zu.',
    host: 'Sie tun alles, was du tust.',
  },
  asRole: (role) => `Rolle: ${role}`,
  endsAt: (atMs) => `bis ${moment(atMs)}`,
  endless: 'bis er gesperrt wird',
  left: (count) =>
    plural(count, { one: 'noch # Person kann kommen', other: 'noch # Personen können kommen' }),
  waits: 'Warteraum',
  comma: ', ',
  hostLink: 'Link für die Leitung',
  show: 'Zeigen',
  showLink: (code) => `${code} zeigen`,
  revoke: 'Sperren',
  revokeLink: (code) => `${code} sperren`,
  revokeSure: 'Wirklich sperren?',
  make: 'Link machen',
  role: 'Wer kommt, darf',
  end: 'Er endet',
  ends: {
    never: 'wenn ich ihn sperre',
    hour: 'in einer Stunde',
    day: 'in einem Tag',
    week: 'in einer Woche',
  },
  uses: 'Für wie viele',
  anyNumber: 'beliebig viele',
  waitsOption: 'Sie warten, bis ich sie hereinlasse',
}
