import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('es')

export const people: Words['people'] = {
  title: 'Personas',
  you: 'tú',
  host: 'anfitrión',
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
}
