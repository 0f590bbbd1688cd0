import { formats, named } from '../formats.ts'

const { list, plural } = formats('en')

/** Several people who come or go at once: two by name, more by the first one's. */
const several = (names: readonly string[]): string =>
  names.length < 3
    ? list(names.map(named))
    : `${named(names[0] ?? '')} and ${plural(names.length - 1, { one: '# other', other: '# others' })}`

export const news = {
  title: 'What happens in the room',
  somebody: 'Somebody',
  joined: (names: readonly string[]) => `${several(names)} joined`,
  left: (names: readonly string[]) => `${several(names)} left`,
  raised: (name: string) => `${named(name)} raised a hand`,
  namesake: (name: string) => `${named(name)} has the name of a host, and is none.`,
  reacts: (name: string, emoji: string) => `${named(name)} reacts with ${emoji}`,
  reacted: (count: number, emoji: string) =>
    `${plural(count, { one: '# person', other: '# people' })} reacted with ${emoji}`,
  roles: {
    viewer: 'You only watch now.',
    attendee: 'You take part now: you can react and raise your hand; to write you need the pen.',
    member: 'You take part and write now.',
    host: 'You are a host now.',
  },
  muted: 'Reactions are muted.',
  unmuted: 'Reactions are on again.',
  locked: 'The room is locked: nobody new comes in.',
  unlocked: 'The room is open again.',
  everyoneWrites: 'Everyone who takes part may draw and write now.',
  hostsWrite: 'Only hosts, and the person with the pen, draw and write now. What was made stays.',
}
