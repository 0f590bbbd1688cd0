import type { NotHereWords } from '../en/not-here.ts'
import { formats, named } from '../formats.ts'

const { number, plural, time } = formats('es')

export const notHere: NotHereWords = {
  title: 'No están',
  people: 'Personas que ya estuvieron y ahora no están',
  nobody: 'De quienes ya estuvieron no falta nadie.',
  says: 'De la última clase y de hoy, según ha anotado el servidor.',
  lastOn: (day) => `por última vez el ${day}`,
  left: (atMs) => `hasta las ${time(atMs)}`,
  list: 'Lista de la clase',
  listAsk: 'Lista de la clase…',
  names: 'Nombres, uno por línea',
  listSays:
    'Los nombres se comparan con las personas que están. La lista se queda en este navegador, para esta sala; nadie más la recibe.',
  compare: 'Comparar',
  forget: 'Quitar la lista',
  allHere: (count) =>
    plural(count, { one: 'La única persona de la lista está.', other: 'Están las # personas de la lista.' }),
  someHere: (here, count) => `Están ${number(here)} de ${number(count)} de la lista. Faltan:`,
  missing: 'En la lista y no están',
  others: 'Están y no en la lista',
  perhaps: (names) => `quizá ${names}`,
  thisIs: 'Esta persona es…',
  thisIsOne: (name) => `Nombre en la lista para ${named(name)}`,
  /** The heads of two columns more of the saved attendance, and what stands in the first of them. */
  listHeads: ['Lista de la clase', 'Nombre en la lista'],
  came: 'vino',
  absent: 'no vino',
  notListed: 'no está en la lista',
  withAbsent: 'Con quienes no vinieron de la lista de la clase.',
}
