import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('es')

export const lobby: Words['lobby'] = {
  lead: 'Una sala, y todo el mundo dentro. Pasea, siéntate, levanta la mano, di algo.',
  room: 'Sala',
  roomHint: 'El nombre de una sala, o el código que te han dado.',
  name: 'Tu nombre',
  optional: '(opcional)',
  join: 'Entrar en la sala',
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
