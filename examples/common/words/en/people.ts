import { formats, named } from '../formats.ts'

const { number } = formats('en')

export const people = {
  title: 'People',
  you: 'you',
  host: 'host',
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
}
