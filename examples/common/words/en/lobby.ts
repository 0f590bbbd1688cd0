import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('en')

export const lobby = {
  lead: 'One room, everyone in it: as a class, at a whiteboard, or in a document.',
  room: 'Code or room',
  roomHint: 'Type the code that you were given, or the name of a room.',
  recent: 'Recent in this browser',
  name: 'Your name',
  optional: '(optional)',
  join: 'Join the room',
  enter: (room: string, kind: string) => `Enter ${isolated(room)}, ${kind}`,
  forget: (room: string, kind: string) => `Forget ${isolated(room)}, ${kind}`,
  forgetAll: 'Forget all',
  forgotten: 'Forgotten.',
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
