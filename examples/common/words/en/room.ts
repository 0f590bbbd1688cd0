import { formats } from '../formats.ts'

const { plural } = formats('en')

export const room = {
  tabs: 'Parts of the room',
  room: 'Room',
  people: 'People',
  chat: 'Chat',
  notes: 'Notes',
  skip: 'Skip to',
  skipTo: { room: 'Skip to the room', people: 'Skip to the people', chat: 'Skip to the chat' },
  handsUp: (count: number) => plural(count, { one: '# hand is up', other: '# hands are up' }),
}
