import { formats, named } from '../formats.ts'

const { number, plural } = formats('en')

export const people = {
  title: 'People',
  you: 'you',
  host: 'host',
  notHost: 'not the host',
  hostNamed: (name: string) => `${name} (host)`,
  writes: 'writes',
  unnamed: 'unnamed',
  status: { here: '', reconnecting: 'reconnecting…', away: 'away' },
  comma: ', ',
  desk: (desk: number) => `desk ${number(desk)}`,
  manage: (name: string) => `Manage ${named(name)}`,
  alone: 'Invite someone: the link leads to this room.',
  thumbsUp: 'thumbs up',
  handRaised: 'hand raised',
  called: 'called on',
  muted: 'muted',
  someOf: (total: number, shown: number) => `${number(total)} people, ${number(shown)} shown`,
  inTurn: 'You see some of them at a time. Hosts and raised hands are always here.',
  find: 'Find by name',
  search: 'Find',
  foundList: 'People found',
  found: (count: number) =>
    count === 0
      ? 'Nobody by that name is here.'
      : plural(count, { one: '# person found', other: '# people found' }),
  foundMany: (count: number, shown: number) =>
    `${number(count)} people found, ${number(shown)} shown: write more of the name.`,
}
