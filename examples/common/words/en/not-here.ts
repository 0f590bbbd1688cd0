import { formats, named } from '../formats.ts'

const { number, plural, time } = formats('en')

export const notHere = {
  title: 'Not here',
  people: 'People who were here before, and are not here now',
  nobody: 'Nobody is missing of those who were here before.',
  says: 'Of the last lesson and of today, as the relay has noted.',
  lastOn: (day: string) => `last on ${day}`,
  left: (atMs: number) => `until ${time(atMs)}`,
  list: 'Class list',
  listAsk: 'Class list…',
  names: 'Names, one on each line',
  listSays:
    'The names are compared with the people who are here. The list stays in this browser, for this room; nobody else is sent it.',
  compare: 'Compare',
  forget: 'Remove the list',
  allHere: (count: number) =>
    plural(count, { one: 'The one on your list is here.', other: 'All # on your list are here.' }),
  someHere: (here: number, count: number) =>
    `${number(here)} of ${number(count)} on your list are here. Missing:`,
  missing: 'On the list, and not here',
  others: 'Here, and not on the list',
  perhaps: (names: string) => `perhaps ${names}`,
  thisIs: 'This is…',
  thisIsOne: (name: string) => `Name on the list for ${named(name)}`,
  /** The heads of two columns more of the saved attendance, and what stands in the first of them. */
  listHeads: ['Class list', 'Name on the list'],
  came: 'came',
  absent: 'did not come',
  notListed: 'not on the list',
  withAbsent: 'With those of the class list who did not come.',
}

export type NotHereWords = typeof notHere
