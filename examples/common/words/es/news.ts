import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { list, number, plural } = formats('es')

const several = (names: readonly string[]): string =>
  names.length < 3
    ? list(names.map(named))
    : `${named(names[0] ?? '')} y ${number(names.length - 1)} personas más`

export const news: Words['news'] = {
  title: 'Lo que pasa en la sala',
  somebody: 'Alguien',
  joined: (names) => `${several(names)} ${plural(names.length, { one: 'ha entrado', other: 'han entrado' })}`,
  left: (names) => `${several(names)} ${plural(names.length, { one: 'ha salido', other: 'han salido' })}`,
  raised: (name) => `${named(name)} levanta la mano`,
  namesake: (name) => `${named(name)} usa el nombre de un anfitrión y no lo es.`,
  reacts: (name, emoji) => `${named(name)} reacciona con ${emoji}`,
  reacted: (count, emoji) =>
    `${plural(count, { one: '# persona ha reaccionado', other: '# personas han reaccionado' })} con ${emoji}`,
  roles: {
    viewer: 'Ahora solo miras.',
    attendee: 'Ahora participas: puedes reaccionar y levantar la mano; para escribir necesitas la tiza.',
    member: 'Ahora participas y escribes.',
    host: 'Ahora diriges la sala.',
  },
  muted: 'Las reacciones están desactivadas.',
  unmuted: 'Las reacciones están activadas otra vez.',
  locked: 'La sala está cerrada: no entra nadie más.',
  unlocked: 'La sala está abierta otra vez.',
  everyoneWrites: 'Todos los que participan pueden dibujar y escribir ahora.',
  hostsWrite: 'Ahora solo dibujan y escriben los anfitriones y quien tiene la tiza. Lo hecho se queda.',
}
