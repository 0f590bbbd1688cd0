import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('es')

export const room: Words['room'] = {
  tabs: 'Partes de la sala',
  room: 'Sala',
  people: 'Personas',
  chat: 'Chat',
  notes: 'Apuntes',
  handsUp: (count) => plural(count, { one: '# mano levantada', other: '# manos levantadas' }),
}
