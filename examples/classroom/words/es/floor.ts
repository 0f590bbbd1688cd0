import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('es')

export const floor: Words['floor'] = {
  title: 'La sala',
  room: 'Sala',
  desks: 'Mesas',
  you: 'tú',
  whereabouts: (across, down) =>
    `Estás al ${number(across)} % desde la izquierda y al ${number(down)} % desde arriba.`,
  stand: 'Estás de pie.',
  sit: (desk) => `Estás en la mesa ${number(desk)}.`,
  taken: (desk, name) => `Sitio ocupado: ${name} ha llegado antes a la mesa ${number(desk)}.`,
  sits: (desk, name) => `Sitio ocupado: ${name} está en la mesa ${number(desk)}.`,
  deskFree: (desk) => `Mesa ${number(desk)}, libre`,
  deskOwn: (desk) => `Mesa ${number(desk)}, tu sitio`,
  deskLeft: (desk, name) => `Mesa ${number(desk)}, ${name} se ha ido, está libre`,
  deskOf: (desk, name) => `Mesa ${number(desk)}, ${name}`,
  hintSeated: (desk, key) => [`Estás en la mesa ${number(desk)}: `, key, 'tócala para levantarte.'],
  hintFree: (desk, key) => [`La mesa ${number(desk)} está libre: `, key, 'tócala para sentarte.'],
  orKey: (key) => [key, ' o '],
  hintTap: 'Toca el lugar al que quieres ir',
  hintSelect: ', o selecciona la sala para andar con las flechas o W A S D',
  hintWalk: (walk, sit) => ['Anda con las flechas o ', walk, ', siéntate en una mesa con ', sit, '.'],
}
