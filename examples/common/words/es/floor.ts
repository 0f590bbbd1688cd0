import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('es')

export const floor: Words['floor'] = {
  title: 'La sala',
  room: 'Sala',
  desks: 'Mesas',
  you: 'tú',
  whereabouts: (across, down) =>
    `Estás al ${number(across)} % desde la izquierda y al ${number(down)} % desde arriba.`,
  stand: 'Estás de pie.',
  sit: (desk) => `Estás en la mesa ${number(desk)}.`,
  sits: (desk, name) => `Sitio ocupado: ${named(name)} está en la mesa ${number(desk)}.`,
  quicker: (desk) => `Sitio ocupado: alguien ha llegado antes a la mesa ${number(desk)}.`,
  lost: (desk, name) => `Sitio ocupado: ahora ${named(name)} está en la mesa ${number(desk)}.`,
  moved: (desk) => `Un anfitrión te ha puesto en la mesa ${number(desk)}.`,
  noConnection: 'Sin conexión nadie puede sentarse.',
  deskFree: (desk) => `Mesa ${number(desk)}, libre`,
  deskOwn: (desk) => `Mesa ${number(desk)}, tu sitio`,
  deskKept: (desk) => `Mesa ${number(desk)}, guardada para ti`,
  deskOf: (desk, name) => `Mesa ${number(desk)}, ${named(name)}`,
  reconnecting: 'volviendo a conectar',
  seatAll: 'Todos a una mesa',
  allSeated: 'Todos tienen una mesa.',
  noMoreDesks: 'No caben más mesas.',
  plan: 'Plano de la clase',
  planFor: (people) =>
    people === 0 ? 'todavía ninguno' : plural(people, { one: 'para # persona', other: 'para # personas' }),
  keepPlan: 'Guardar estos sitios',
  forgetPlan: 'Olvidarlo',
  planKept: 'Guardado: cada persona encuentra su mesa en la próxima clase.',
  planOfNobody: 'La sala no reconocería a nadie de aquí: hace falta un enlace o una cuenta.',
  moveTo: 'Poner en la mesa',
  move: 'Mover',
  deskToMove: (desk, name) =>
    name === null ? `Mesa ${number(desk)}` : `Mesa ${number(desk)}, para ${named(name)}`,
  hintSeated: (desk, key) => [`Estás en la mesa ${number(desk)}: `, key, 'tócala para levantarte.'],
  hintFree: (desk, key) => [`La mesa ${number(desk)} está libre: `, key, 'tócala para sentarte.'],
  orKey: (key) => [key, ' o '],
  hintTap: 'Toca el lugar al que quieres ir',
  hintSelect: ', o selecciona la sala para andar con las flechas o W A S D',
  hintWalk: (walk, sit) => ['Anda con las flechas o ', walk, ', siéntate en una mesa con ', sit, '.'],
}
