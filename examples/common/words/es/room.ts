import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('es')

export const room: Words['room'] = {
  tabs: 'Partes de la sala',
  room: 'Sala',
  people: 'Personas',
  chat: 'Chat',
  notes: 'Apuntes',
  skip: 'Ir a',
  skipTo: { room: 'Ir a la sala', people: 'Ir a las personas', chat: 'Ir al chat' },
  handsUp: (count) => plural(count, { one: '# mano levantada', other: '# manos levantadas' }),
}
