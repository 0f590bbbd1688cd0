import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { plural } = formats('es')

export const host: Words['host'] = {
  watching: 'Solo mira',
  watchers: 'Personas que solo miran',
  nobodyWatches: 'Aquí participa todo el mundo.',
  letTakePart: 'Dejar participar',
  letOneTakePart: (name) => `Dejar participar a ${named(name)}`,
  tools: 'Para anfitriones',
  lead: 'Seguidme',
  everyoneDraws: 'Dibujan todos',
  everyoneWrites: 'Escriben todos',
  mute: 'Desactivar reacciones',
  lock: 'Cerrar la sala',
  unlockRoom: 'Abrir la sala',
  unlockTitle: (count) =>
    plural(count, { one: '¿Dejar entrar a # persona?', other: '¿Dejar entrar a # personas?' }),
  unlockSays: 'Esperan delante de la sala. Cuando se abra, entrarán todas.',
  keepLocked: 'Dejarla cerrada',
  unlock: 'Abrir y dejar entrar',
  roleTitle: 'Papel en esta sala',
  roles: { member: 'participa y escribe', attendee: 'participa', viewer: 'mira' },
  does: {
    member: 'Como quien participa, y escribe en la pizarra verde y en las notas',
    attendee:
      'Pasea, se sienta, reacciona, levanta la mano y chatea; escribe en la pizarra verde con la tiza',
    viewer: 'Solo observa, y deja la lista de personas',
  },
  give: 'Dar este papel',
  removeAsk: 'Expulsar…',
  removeTitle: (name) => `¿Expulsar a ${named(name)}?`,
  removeVerified: 'Sale de la sala enseguida, y no vuelve a entrar hasta que la dejes entrar.',
  removeGuest:
    'Sale de la sala enseguida, y con este navegador no vuelve a entrar hasta que la dejes entrar. Con el mismo código puede hacerlo otro navegador, salvo que los nuevos esperen hasta que los dejes entrar.',
  removeAnonymous:
    'Sale de la sala enseguida. Mientras la sala no esté cerrada, puede entrar cualquiera, también esta persona.',
  keep: 'No, que se quede',
  remove: 'Expulsar',
  removeAndHold: 'Expulsar, y los nuevos esperan',
}
