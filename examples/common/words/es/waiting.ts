import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { ago, number, plural } = formats('es')

export const waiting: Words['waiting'] = {
  title: 'Espera un poco',
  host: (room) => ['Un anfitrión de ', room, ' te dejará entrar.'],
  as: (name) => ['Esperas con el nombre de ', name, '.'],
  nameAsked: 'Tu nombre, para que el anfitrión sepa quién eres',
  sayName: 'Decir mi nombre',
  keepOpen: 'Deja esta página abierta. Entrarás sin hacer nada.',
  cancel: 'Cancelar',
  button: (count) => `En espera (${number(count)})`,
  short: 'Espera',
  count: (count) => number(count),
  dialog: 'Sala de espera',
  someone: (name) => `${named(name)} espera para entrar.`,
  several: (count) =>
    plural(count, { one: '# persona espera para entrar.', other: '# personas esperan para entrar.' }),
  nobody: 'Nadie espera.',
  noNameYet: 'Aún sin nombre',
  since: (atMs, nowMs) => ago(atMs, nowMs) ?? 'ahora mismo',
  admit: 'Dejar entrar',
  admitPerson: (name) => `Dejar entrar a ${named(name)}`,
  admitAll: (count) => `Dejar entrar a todo el mundo (${number(count)})`,
  showMore: (count) => `Mostrar ${number(count)} más`,
  turnAway: 'Rechazar',
  turnAwayHint:
    'Las personas rechazadas no pueden entrar por ningún enlace durante doce horas, salvo que las dejes entrar aquí de nuevo. Una página sin nombre lo pide.',
  turnAwayPerson: (name) => `Rechazar a ${named(name)}`,
  everyone: 'Todo el mundo espera hasta que deje entrar',
  everyoneHint:
    'Para todas las personas que vengan con un enlace a partir de ahora. Las que están aquí se quedan.',
  on: 'Sí',
  off: 'No',
  removed: (count) => `Expulsados o rechazados (${number(count)})`,
  removedHint: 'No pueden entrar con ningún enlace durante doce horas.',
  wasRemoved: 'expulsión',
  wasTurnedAway: 'rechazo',
  letBack: 'Dejar volver',
  letBackPerson: (name) => `Dejar volver a ${named(name)}`,
}
