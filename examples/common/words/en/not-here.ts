import { formats } from '../formats.ts'

const { time } = formats('en')

export const notHere = {
  title: 'Not here',
  people: 'People who were here before, and are not here now',
  nobody: 'Nobody is missing of those who were here before.',
  says: 'Of the last lesson and of today, as the relay has noted.',
  lastOn: (day: string) => `last on ${day}`,
  left: (atMs: number) => `until ${time(atMs)}`,
}

export type NotHereWords = typeof notHere
