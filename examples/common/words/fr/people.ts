import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('fr')

export const people: Words['people'] = {
  title: 'Personnes',
  you: 'toi',
  host: 'hôte',
  hostNamed: (name) => `${name} (hôte)`,
  writes: 'écrit',
  unnamed: 'sans nom',
  status: { here: '', reconnecting: 'se reconnecte…', away: 'pas devant l’écran' },
  comma: ', ',
  desk: (desk) => `table ${number(desk)}`,
  manage: (name) => `Gérer ${named(name)}`,
  alone: 'Invite quelqu’un : le lien mène à cette salle.',
  thumbsUp: 'pouce levé',
  handRaised: 'main levée',
  called: 'a la parole',
  muted: 'sans la parole',
}
