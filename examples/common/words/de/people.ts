import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('de')

export const people: Words['people'] = {
  title: 'Personen',
  you: 'du',
  host: 'Leitung',
  notHost: 'nicht die Leitung',
  hostNamed: (name) => `${name} (Leitung)`,
  writes: 'schreibt',
  unnamed: 'ohne Namen',
  status: { here: '', reconnecting: 'verbindet sich wieder …', away: 'nicht am Gerät' },
  comma: ', ',
  desk: (desk) => `Tisch ${number(desk)}`,
  manage: (name) => `${named(name)} verwalten`,
  alone: 'Lade jemanden ein: Der Link führt in diesen Raum.',
  thumbsUp: 'Daumen hoch',
  handRaised: 'meldet sich',
  called: 'ist dran',
  muted: 'stumm',
  someOf: (total, shown) => `${number(total)} Personen, ${number(shown)} zu sehen`,
  inTurn: 'Du siehst immer einige von ihnen. Leitung und Meldungen sind immer dabei.',
  find: 'Nach Namen suchen',
  search: 'Suchen',
  foundList: 'Gefundene Personen',
  found: (count) =>
    count === 0
      ? 'Niemand mit diesem Namen ist hier.'
      : plural(count, { one: '# Person gefunden', other: '# Personen gefunden' }),
  foundMany: (count, shown) =>
    `${number(count)} Personen gefunden, ${number(shown)} zu sehen: Schreibe mehr vom Namen.`,
}
