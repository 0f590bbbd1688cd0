import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { ago, number, plural } = formats('de')

export const waiting: Words['waiting'] = {
  title: 'Bitte warte',
  host: (room) => ['Die Leitung von ', room, ' lässt dich herein.'],
  as: (name) => ['Du wartest als ', name, '.'],
  nameAsked: 'Dein Name, damit die Leitung dich erkennt',
  sayName: 'Namen sagen',
  keepOpen: 'Lass diese Seite offen. Du kommst dann von selbst herein.',
  cancel: 'Abbrechen',
  button: (count) => `Es warten ${number(count)}`,
  short: 'Warten',
  count: (count) => number(count),
  dialog: 'Warteraum',
  someone: (name) => `${named(name)} möchte herein.`,
  several: (count) => plural(count, { one: '# Person möchte herein.', other: '# Personen möchten herein.' }),
  nobody: 'Niemand wartet.',
  noNameYet: 'Noch ohne Namen',
  since: (atMs, nowMs) => ago(atMs, nowMs) ?? 'gerade eben',
  admit: 'Hereinlassen',
  admitPerson: (name) => `${named(name)} hereinlassen`,
  admitAll: (count) => `Alle hereinlassen (${number(count)})`,
  showMore: (count) => `${number(count)} weitere zeigen`,
  turnAway: 'Abweisen',
  turnAwayHint:
    'Abgewiesene kommen zwölf Stunden lang über keinen Link herein, außer du lässt sie hier wieder herein. Eine Seite ohne Namen fragt nach einem.',
  turnAwayPerson: (name) => `${named(name)} abweisen`,
  everyone: 'Alle warten, bis ich sie hereinlasse',
  everyoneHint: 'Für alle, die ab jetzt mit einem Link kommen. Alle, die schon hier sind, bleiben.',
  on: 'An',
  off: 'Aus',
  removed: (count) => `Entfernt oder abgewiesen (${number(count)})`,
  removedHint: 'Sie kommen zwölf Stunden lang mit keinem Link herein.',
  wasRemoved: 'entfernt',
  wasTurnedAway: 'abgewiesen',
  letBack: 'Wieder hereinlassen',
  letBackPerson: (name) => `${named(name)} wieder hereinlassen`,
}
