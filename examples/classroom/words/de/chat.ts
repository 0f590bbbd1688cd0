import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, time } = formats('de')

export const chat: Words['chat'] = {
  title: 'Chat',
  messages: 'Nachrichten',
  empty: 'Noch hat niemand etwas geschrieben.',
  toEveryone: 'Nachricht an alle',
  send: 'Senden',
  time,
  left: (count) => `noch ${number(count)}`,
  tooMany: (count) => `${number(count)} zu viel`,
  tooLong: (most, over) => `Eine Nachricht hat höchstens ${number(most)} Zeichen: ${number(over)} zu viel.`,
}
