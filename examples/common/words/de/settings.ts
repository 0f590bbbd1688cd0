import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('de')

export const settings: Words['settings'] = {
  title: 'Einstellungen',
  name: 'Dein Name',
  rename: 'Umbenennen',
  shortcuts: 'Tastenkürzel',
  seeKeys: 'Tasten ansehen',
  shortcutsOn: 'Einzelne Tasten tun das, solange du nicht schreibst',
  keys: [
    ['H', 'meldet dich oder nimmt die Meldung zurück'],
    ['1 – 5', 'reagieren mit den Zeichen unter dem Raum'],
    ['6', 'mehr Reaktionen'],
    ['C', 'schreibt in den Chat'],
    ['W A S D', 'gehen, wenn der Raum ausgewählt ist'],
    ['E', 'setzt sich an einen Tisch und steht auf'],
    ['?', 'zeigt diese Tasten'],
  ],
  theme: 'Hell oder dunkel',
  themes: { system: 'wie das Gerät', light: 'hell', dark: 'dunkel' },
  changeTheme: (now, next) => `Farben: ${now}. Wechseln zu: ${next}.`,
  keep: 'Kopie auf diesem Gerät behalten',
  on: 'An',
  off: 'Aus',
  notKeptYet: 'Noch nicht: Etwas von dem, was du geschrieben hast, gibt es nur in dieser Kopie.',
  copyStays: 'Die Kopie auf diesem Gerät konnte nicht gelöscht werden.',
  versions: 'Fassungen dieses Raums',
  show: 'Zeigen',
  rows: 'Tischreihen',
  columns: 'Tische in einer Reihe',
  oneLess: (of) => `${of}: eins weniger`,
  oneMore: (of) => `${of}: eins mehr`,
  atLeast: 'Mindestens eins bleibt.',
  atMost: (most) => `Es sind höchstens ${number(most)}.`,
  desksHint: 'Alle sehen die Änderung sofort. Sind alle Tische besetzt, kommt von selbst eine Reihe dazu.',
  desks: (count) => plural(count, { one: '# Tisch', other: '# Tische' }),
  desksFor: 'Für wie viele Leute?',
  setUp: 'Aufstellen',
  change: 'Ändern',
  hostsDesks: 'Nur die Leitung stellt die Tische um.',
  hostsVersions: 'Nur die Leitung legt Fassungen an und kehrt zu einer zurück.',
  openVersions:
    'Dieser Server prüft niemanden, darum werden hier keine Fassungen von Hand angelegt. Starte ihn mit einem Geheimnis.',
}
