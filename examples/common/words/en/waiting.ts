import { formats, named } from '../formats.ts'

const { number, plural, ago } = formats('en')

export const waiting = {
  title: 'Please wait',
  host: <T>(room: T) => ['A host of ', room, ' will let you in.'],
  as: <T>(name: T) => ['You wait as ', name, '.'],
  nameAsked: 'Your name, so that the host knows you',
  sayName: 'Say my name',
  keepOpen: 'Keep this page open. You come in by itself.',
  cancel: 'Cancel',
  button: (count: number) => `Waiting (${number(count)})`,
  short: 'Waiting',
  count: (count: number) => number(count),
  dialog: 'Waiting room',
  someone: (name: string) => `${named(name)} waits to be let in.`,
  several: (count: number) =>
    plural(count, { one: '# person waits to be let in.', other: '# people wait to be let in.' }),
  nobody: 'Nobody waits.',
  noNameYet: 'No name yet',
  since: (atMs: number, nowMs: number) => ago(atMs, nowMs) ?? 'just now',
  admit: 'Let in',
  admitPerson: (name: string) => `Let ${named(name)} in`,
  admitAll: (count: number) => `Let all in (${number(count)})`,
  showMore: (count: number) => `Show ${number(count)} more`,
  turnAway: 'Turn away',
  turnAwayHint:
    'Those whom you turn away cannot come by a link for twelve hours, unless you let them in again here. A page without a name asks for one.',
  turnAwayPerson: (name: string) => `Turn ${named(name)} away`,
  everyone: 'Everyone waits until I let them in',
  everyoneHint: 'For all who come by a link from now on. Those who are here stay.',
  on: 'On',
  off: 'Off',
  removed: (count: number) => `Removed or turned away (${number(count)})`,
  removedHint: 'They cannot come in by a link, for twelve hours.',
  wasRemoved: 'removed',
  wasTurnedAway: 'turned away',
  letBack: 'Let in again',
  letBackPerson: (name: string) => `Let ${named(name)} in again`,
}
