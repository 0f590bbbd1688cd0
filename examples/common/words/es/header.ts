import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('es')

export const header: Words['header'] = {
  states: {
    connecting: 'Conectando…',
    connected: 'Con conexión',
    disconnected: 'Sin conexión',
    closed: 'Cerrada',
    'room-reset': 'Sala sustituida',
    left: 'Fuera',
  },
  people: (count) => plural(count, { one: '# persona', other: '# personas' }),
  locked: 'cerrada con llave',
  invite: 'Invitar',
  settings: 'Ajustes',
  leave: 'Salir',
}
