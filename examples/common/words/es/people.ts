import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('es')

export const people: Words['people'] = {
  title: 'Personas',
  you: 'tú',
  host: 'anfitrión',
  notHost: 'no es anfitrión',
  hostNamed: (name) => `${name} (anfitrión)`,
  writes: 'escribe',
  unnamed: 'sin nombre',
  status: { here: '', reconnecting: 'volviendo a conectar…', away: 'ausente' },
  comma: ', ',
  desk: (desk) => `mesa ${number(desk)}`,
  manage: (name) => `Gestionar a ${named(name)}`,
  alone: 'Invita a alguien: el enlace lleva a esta sala.',
  thumbsUp: 'pulgar arriba',
  handRaised: 'mano levantada',
  called: 'le toca',
  muted: 'en silencio',
  someOf: (total, shown) => `${number(total)} personas, ${number(shown)} a la vista`,
  inTurn: 'Ves a algunas a la vez. Los anfitriones y las manos levantadas están siempre.',
  find: 'Buscar por nombre',
  search: 'Buscar',
  foundList: 'Personas encontradas',
  found: (count) =>
    count === 0
      ? 'Aquí no hay nadie con ese nombre.'
      : plural(count, { one: '# persona encontrada', other: '# personas encontradas' }),
  foundMany: (count, shown) =>
    `${number(count)} personas encontradas, ${number(shown)} a la vista: escribe más del nombre.`,
}
