import { formats } from '../formats.ts'

const { number, plural, time } = formats('en')

export const chat = {
  title: 'Chat',
  messages: 'Messages',
  empty: 'Nothing has been said yet.',
  toEveryone: 'Message to everyone',
  send: 'Send',
  time,
  left: (count: number) => `${number(count)} left`,
  tooMany: (count: number) => `${number(count)} too many`,
  tooLong: (most: number, over: number) =>
    `A message has at most ${plural(most, { one: '# character', other: '# characters' })}: ${number(over)} too many.`,
}
