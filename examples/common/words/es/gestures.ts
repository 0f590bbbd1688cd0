import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('es')

export const gestures: Words['gestures'] = {
  controls: 'Mano y reacciones',
  raise: 'Levantar la mano',
  lower: 'Bajar la mano',
  place: (place) => `n.º ${number(place)}`,
  muted: 'Un anfitrión ha desactivado las reacciones.',
  reactions: 'Reacciones',
  thumbsUp: 'Pulgar arriba',
  heart: 'Corazón',
  laughing: 'Risa',
  party: 'Fiesta',
  thinking: 'Pensando',
  more: 'Más reacciones',
  moreWithOwn: (emoji) => `Más reacciones; muestras ${emoji}`,
  react: 'Reaccionar',
  oneEmoji: 'Una reacción es un solo emoji.',
  other: 'Otro emoji',
  lowered: 'Te han bajado la mano.',
  hands: 'Manos',
  raisedHands: 'Manos levantadas',
  nextHand: 'Siguiente mano',
  next: (name) => ['Después: ', name],
  noHand: 'Nadie levanta la mano.',
  lowerAll: 'Bajar todas',
  lowerOne: 'Bajar',
  lowerOf: (name) => `Bajar la mano de ${named(name)}`,
}
