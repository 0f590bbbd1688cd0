import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural, time } = formats('fr')

export const chat: Words['chat'] = {
  title: 'Discussion',
  messages: 'Messages',
  empty: 'Rien n’a encore été dit.',
  toEveryone: 'Message à tout le monde',
  send: 'Envoyer',
  time,
  left: (count) => plural(count, { one: 'encore # caractère', other: 'encore # caractères' }),
  tooMany: (count) => `${number(count)} de trop`,
  tooLong: (most, over) =>
    `Un message a au plus ${plural(most, { one: '# caractère', other: '# caractères' })} : ${number(over)} de trop.`,
}
