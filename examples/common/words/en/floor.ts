import { formats, named } from '../formats.ts'

const { number, plural } = formats('en')

export const floor = {
  title: 'The room',
  room: 'Room',
  desks: 'Desks',
  you: 'you',
  whereabouts: (across: number, down: number) =>
    `You are ${number(across)}% across and ${number(down)}% down.`,
  stand: 'You stand.',
  sit: (desk: number) => `You sit at desk ${number(desk)}.`,
  sits: (desk: number, name: string) => `Seat taken: ${named(name)} sits at desk ${number(desk)}.`,
  quicker: (desk: number) => `Seat taken: somebody was quicker at desk ${number(desk)}.`,
  lost: (desk: number, name: string) => `Seat taken: ${named(name)} sits at desk ${number(desk)} now.`,
  moved: (desk: number) => `A host has moved you to desk ${number(desk)}.`,
  noConnection: 'Without a connection nobody can sit down.',
  deskFree: (desk: number) => `Desk ${number(desk)}, free`,
  deskOwn: (desk: number) => `Desk ${number(desk)}, your seat`,
  deskKept: (desk: number) => `Desk ${number(desk)}, kept for you`,
  deskOf: (desk: number, name: string) => `Desk ${number(desk)}, ${named(name)}`,
  reconnecting: 'reconnecting',
  seatAll: 'Everyone to a desk',
  allSeated: 'Everyone has a desk.',
  noMoreDesks: 'There is no room for more desks.',
  plan: 'Seat plan',
  planFor: (people: number) =>
    people === 0 ? 'none yet' : plural(people, { one: 'for # person', other: 'for # people' }),
  keepPlan: 'Keep this seating',
  forgetPlan: 'Forget it',
  planKept: 'Kept: each of them finds this desk again in the next lesson.',
  planOfNobody: 'Nobody sits here whom the room would know again: people by a link or a login are.',
  moveTo: 'Move to desk',
  move: 'Move',
  deskToMove: (desk: number, name: string | null) =>
    name === null ? `Desk ${number(desk)}` : `Desk ${number(desk)}, for ${named(name)}`,
  hintSeated: <T>(desk: number, key: T) => [`You sit at desk ${number(desk)}: `, key, 'tap it to get up.'],
  hintFree: <T>(desk: number, key: T) => [`Desk ${number(desk)} is free: `, key, 'tap it to sit down.'],
  orKey: <T>(key: T) => [key, ' or '],
  hintTap: 'Tap where you want to go',
  hintSelect: ', or select the room to walk with the arrow keys or W A S D',
  hintWalk: <T>(walk: T, sit: T) => [
    'Walk with the arrow keys or ',
    walk,
    ', sit down at a desk with ',
    sit,
    '.',
  ],
}
