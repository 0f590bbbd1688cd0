import type { Words } from '../en/index.ts'

export const board: Words['board'] = {
  title: 'Texto común',
  hint: 'Todas las personas de la sala pueden escribir aquí a la vez.',
}
