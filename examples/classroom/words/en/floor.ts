import { formats } from '../formats.ts'

const { number } = formats('en')

export const floor = {
  title: 'The room',
  room: 'Room',
  desks: 'Desks',
  you: 'you',
  whereabouts: (across: number, down: number) =>
    `You are ${number(across)}% across and ${number(down)}% down.`,
  stand: 'You stand.',
  sit: (desk: number) => `You sit at desk ${number(desk)}.`,
  taken: (desk: number, name: string) => `Seat taken: ${name} was quicker at desk ${number(desk)}.`,
  sits: (desk: number, name: string) => `Seat taken: ${name} sits at desk ${number(desk)}.`,
  deskFree: (desk: number) => `Desk ${number(desk)}, free`,
  deskOwn: (desk: number) => `Desk ${number(desk)}, your seat`,
  deskLeft: (desk: number, name: string) => `Desk ${number(desk)}, ${name} is gone, free to take`,
  deskOf: (desk: number, name: string) => `Desk ${number(desk)}, ${name}`,
  hintSeated: <T>(desk: number, key: T) => [
    `You sit at desk ${number(desk)}: `,
    key,
    'a tap at it gets you up.',
  ],
  hintFree: <T>(desk: number, key: T) => [`Desk ${number(desk)} is free: `, key, 'a tap sits you down.'],
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
