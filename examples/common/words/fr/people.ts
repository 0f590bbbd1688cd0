import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('fr')

export const people: Words['people'] = {
  title: 'Personnes',
  you: 'toi',
  host: 'hôte',
  notHost: 'n’est pas l’hôte',
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
  someOf: (total, shown) => `${number(total)} personnes, ${number(shown)} affichées`,
  inTurn: 'Tu en vois quelques-unes à la fois. Les hôtes et les mains levées sont toujours là.',
  find: 'Chercher un nom',
  search: 'Chercher',
  foundList: 'Personnes trouvées',
  found: (count) =>
    count === 0
      ? 'Personne ici ne porte ce nom.'
      : plural(count, { one: '# personne trouvée', other: '# personnes trouvées' }),
  foundMany: (count, shown) =>
    `${number(count)} personnes trouvées, ${number(shown)} affichées : écris plus du nom.`,
}
