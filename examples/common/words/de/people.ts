import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('de')

export const people: Words['people'] = {
  title: 'Personen',
  you: 'du',
  host: 'Leitung',
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
}
