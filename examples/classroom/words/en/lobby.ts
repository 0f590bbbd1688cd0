import { formats } from '../formats.ts'

const { number, plural } = formats('en')

export const lobby = {
  lead: 'One room, everyone in it. Walk around, take a seat, raise a hand, say something.',
  room: 'Room',
  roomHint: 'The name of a room, or the code that you were given.',
  name: 'Your name',
  optional: '(optional)',
  join: 'Join the room',
  noName: 'Please type the name of a room.',
  tooLong: (most: number, count: number) =>
    `A room’s name has at most ${plural(most, { one: '# character', other: '# characters' })}; this one has ${number(count)}.`,
  emptyPart: 'Each part between slashes needs at least one character.',
  dots: 'A part of a room’s name cannot be “.” or “..”.',
  characters: 'Only letters, digits and _ . ~ : @ - / please, and no spaces.',
  ada: 'Ada',
  pupil: 'Pupil',
  neighbour: 'Neighbour',
}
