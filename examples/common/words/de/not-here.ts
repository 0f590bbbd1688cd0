import type { NotHereWords } from '../en/not-here.ts'
import { formats, named } from '../formats.ts'

const { number, plural, time } = formats('de')

export const notHere: NotHereWords = {
  title: 'Nicht da',
  people: 'Personen, die schon da waren und jetzt nicht da sind',
  nobody: 'Von denen, die schon da waren, fehlt niemand.',
  says: 'Aus der letzten Stunde und von heute, wie der Server es vermerkt hat.',
  lastOn: (day) => `zuletzt am ${day}`,
  left: (atMs) => `bis ${time(atMs)}`,
  list: 'Klassenliste',
  listAsk: 'Klassenliste …',
  names: 'Namen, einer je Zeile',
  listSays:
    'Die Namen werden mit denen verglichen, die da sind. Die Liste bleibt in diesem Browser, für diesen Raum; sonst bekommt sie niemand.',
  compare: 'Vergleichen',
  forget: 'Liste entfernen',
  allHere: (count) =>
    plural(count, { one: 'Die eine Person auf der Liste ist da.', other: 'Alle # auf der Liste sind da.' }),
  someHere: (here, count) => `${number(here)} von ${number(count)} auf der Liste sind da. Es fehlen:`,
  missing: 'Auf der Liste und nicht da',
  others: 'Da und nicht auf der Liste',
  perhaps: (names) => `vielleicht ${names}`,
  thisIs: 'Das ist …',
  thisIsOne: (name) => `Name auf der Liste für ${named(name)}`,
  /** The heads of two columns more of the saved attendance, and what stands in the first of them. */
  listHeads: ['Klassenliste', 'Name auf der Liste'],
  came: 'gekommen',
  absent: 'nicht gekommen',
  notListed: 'nicht auf der Liste',
  withAbsent: 'Mit denen auf der Klassenliste, die nicht gekommen sind.',
}
