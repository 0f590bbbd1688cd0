import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('es')

export const lobby: Words['lobby'] = {
  lead: 'Una sala, y todo el mundo dentro: como clase, en una pizarra blanca o en un documento.',
  room: 'Código o sala',
  roomHint: 'Escribe el código que te han dado, o el nombre de una sala.',
  recent: 'Salas recientes en este navegador',
  name: 'Tu nombre',
  optional: '(opcional)',
  join: 'Entrar en la sala',
  enter: (room, kind) => `Entrar en ${isolated(room)}, ${kind}`,
  forget: (room, kind) => `Olvidar ${isolated(room)}, ${kind}`,
  forgetAll: 'Olvidar todo',
  forgotten: 'Olvidado.',
  noName: 'Escribe el nombre de una sala.',
  tooLong: (most, count) =>
    `El nombre de una sala tiene como máximo ${plural(most, { one: '# carácter', other: '# caracteres' })}; este tiene ${number(count)}.`,
  emptyPart: 'Entre dos barras tiene que haber al menos un carácter.',
  dots: 'Una parte del nombre no puede ser «.» ni «..».',
  characters: 'Solo letras, cifras y _ . ~ : @ - /, sin espacios.',
  ada: 'Ada',
  pupil: 'Alumna',
  neighbour: 'Vecino',
}
