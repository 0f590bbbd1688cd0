import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('es')

export const settings: Words['settings'] = {
  title: 'Ajustes',
  name: 'Tu nombre',
  rename: 'Cambiar el nombre',
  shortcuts: 'Atajos de teclado',
  seeKeys: 'Ver las teclas',
  shortcutsOn: 'Una sola tecla basta, mientras no escribes',
  keys: [
    ['H', 'levanta o baja la mano'],
    ['1 – 5', 'reaccionan con los signos de debajo de la sala'],
    ['6', 'más reacciones'],
    ['C', 'escribe en el chat'],
    ['W A S D', 'andan, cuando la sala está seleccionada'],
    ['E', 'se sienta en una mesa, y se levanta'],
    ['?', 'muestra estas teclas'],
  ],
  theme: 'Claro u oscuro',
  themes: { system: 'como el equipo', light: 'claro', dark: 'oscuro' },
  changeTheme: (now, next) => `Colores: ${now}. Cambiar a: ${next}.`,
  keep: 'Guardar una copia en este equipo',
  on: 'Sí',
  off: 'No',
  notKeptYet: 'Todavía no: una parte de lo que has escrito solo está en esta copia.',
  copyStays: 'No se ha podido borrar la copia de este equipo.',
  versions: 'Versiones de esta sala',
  show: 'Ver',
  rows: 'Filas de mesas',
  columns: 'Mesas por fila',
  oneLess: (of) => `${of}: una menos`,
  oneMore: (of) => `${of}: una más`,
  atLeast: 'Queda al menos una.',
  atMost: (most) => `Hay como máximo ${number(most)}.`,
  desksHint:
    'Todo el mundo ve el cambio enseguida. Cuando todas las mesas están ocupadas, se añade otra fila sola.',
  desks: (count) => plural(count, { one: '# mesa', other: '# mesas' }),
  desksFor: '¿Para cuántas personas?',
  setUp: 'Colocar',
  change: 'Cambiar',
  hostsDesks: 'Solo un anfitrión cambia las mesas.',
  hostsVersions: 'Solo un anfitrión guarda versiones y vuelve a una de ellas.',
}
