import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { megabytes } = formats('de')

export const connection: Words['connection'] = {
  title: 'Stand der Verbindung',
  lost: 'Keine Verbindung. Was du machst, bleibt hier und wird gesendet, sobald sie wieder da ist.',
  lostWatching:
    'Keine Verbindung. Was du siehst, ist vielleicht nicht das Neueste; das kommt, sobald sie wieder da ist.',
  retried: 'Die Seite versucht es weiter.',
  again: 'Noch einmal versuchen',
  saved: {
    saved: { word: 'Gespeichert', why: 'Alles, was du gemacht hast, hat der Server gespeichert.' },
    sent: {
      word: 'Gesendet',
      why: 'Der Server hat alles, was du gemacht hast, legt aber nichts auf der Festplatte ab.',
    },
    saving: { word: 'Speichert …', why: 'Was du gemacht hast, ist unterwegs zum Server.' },
    kept: {
      word: 'Auf diesem Gerät',
      why: 'Was du gemacht hast, liegt auf diesem Gerät und wird gesendet, wenn die Verbindung wieder da ist.',
    },
    here: {
      word: 'Nicht gespeichert',
      why: 'Was du gemacht hast, gibt es nur auf dieser Seite: Lass sie offen, bis die Verbindung wieder da ist.',
    },
    readOnly: {
      word: 'Nicht gesendet',
      why: 'Hier liegt etwas von dir, das der Server nicht hat, und in diesem Raum darfst du nur lesen.',
    },
    full: {
      word: 'Voll',
      why: 'Der Raum ist so voll, wie er sein darf: Was du zuletzt gemacht hast, gibt es nur hier. Lösch etwas, dann wird es gesendet.',
    },
    tooLarge: {
      word: 'Zu groß',
      why: 'Etwas ist zu groß für den Server. Nimm es weg, dann wird der Rest gesendet.',
    },
  },
  tooLarge: (bytes, limit) =>
    `Etwas mit ${megabytes(bytes)} ist zu groß für den Server, der ${megabytes(limit)} nimmt. Nimm es weg, dann wird der Rest gesendet.`,
  resetTitle: 'Der Raum wurde ersetzt',
  resetWhy:
    'Jemand hat diesen Raum geleert oder einen älteren Stand zurückgeholt. Du hast noch, was vorher hier war. Was soll daraus werden?',
  save: 'Meine Kopie speichern',
  saveWhy: 'als Datei; wähl danach eins von diesen',
  put: 'In den Raum legen',
  putWhy: 'neben das, was jetzt dort ist, für alle',
  drop: 'Wegwerfen',
  dropWhy: 'und den Raum sehen, wie er jetzt ist',
  savedCopy: 'Deine Kopie liegt bei deinen Downloads.',
  dropFailed: (why) => `Deine Kopie konnte nicht gelöscht werden: ${why}`,
}
