import type { NotHereWords } from '../en/not-here.ts'
import { formats } from '../formats.ts'

const { time } = formats('es')

export const notHere: NotHereWords = {
  title: 'No están',
  people: 'Personas que ya estuvieron y ahora no están',
  nobody: 'De quienes ya estuvieron no falta nadie.',
  says: 'De la última clase y de hoy, según ha anotado el servidor.',
  lastOn: (day) => `por última vez el ${day}`,
  left: (atMs) => `hasta las ${time(atMs)}`,
}
