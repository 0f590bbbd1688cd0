import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { ago, number, plural } = formats('fr')

export const waiting: Words['waiting'] = {
  title: 'Attends un peu',
  host: (room) => ['Un hôte de ', room, ' va te faire entrer.'],
  as: (name) => ['Tu attends sous le nom de ', name, '.'],
  nameAsked: 'Ton nom, pour que l’hôte te reconnaisse',
  sayName: 'Dire mon nom',
  keepOpen: 'Garde cette page ouverte. Tu entreras sans rien faire.',
  cancel: 'Annuler',
  button: (count) => `En attente (${number(count)})`,
  short: 'Attente',
  count: (count) => number(count),
  dialog: 'Salle d’attente',
  someone: (name) => `${named(name)} attend pour entrer.`,
  several: (count) =>
    plural(count, { one: '# personne attend pour entrer.', other: '# personnes attendent pour entrer.' }),
  nobody: 'Personne n’attend.',
  noNameYet: 'Pas encore de nom',
  since: (atMs, nowMs) => ago(atMs, nowMs) ?? 'à l’instant',
  admit: 'Faire entrer',
  admitPerson: (name) => `Faire entrer ${named(name)}`,
  admitAll: (count) => `Faire entrer tout le monde (${number(count)})`,
  showMore: (count) => `En afficher ${number(count)} de plus`,
  turnAway: 'Refuser',
  turnAwayHint:
    'Les personnes refusées ne peuvent entrer par aucun lien pendant douze heures, sauf si tu les laisses revenir ici. Une page sans nom en demande un.',
  turnAwayPerson: (name) => `Refuser ${named(name)}`,
  everyone: 'Tout le monde attend que je fasse entrer',
  everyoneHint:
    'Pour toutes les personnes qui viennent par un lien à partir de maintenant. Celles qui sont ici restent.',
  on: 'Oui',
  off: 'Non',
  removed: (count) => `Exclus ou refusés (${number(count)})`,
  removedHint: 'Ces personnes ne peuvent entrer par aucun lien pendant douze heures.',
  wasRemoved: 'exclusion',
  wasTurnedAway: 'refus',
  letBack: 'Laisser revenir',
  letBackPerson: (name) => `Laisser revenir ${named(name)}`,
}
