import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural, time } = formats('es')

export const chat: Words['chat'] = {
  title: 'Chat',
  messages: 'Mensajes',
  empty: 'Todavía nadie ha dicho nada.',
  toEveryone: 'Mensaje para todo el mundo',
  send: 'Enviar',
  time,
  left: (count) => plural(count, { one: 'queda #', other: 'quedan #' }),
  tooMany: (count) => plural(count, { one: 'sobra #', other: 'sobran #' }),
  tooLong: (most, over) =>
    `Un mensaje tiene como máximo ${plural(most, { one: '# carácter', other: '# caracteres' })}: ${plural(over, { one: 'sobra #', other: 'sobran #' })}.`,
}
