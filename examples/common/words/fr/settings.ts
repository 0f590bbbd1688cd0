import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('fr')

export const settings: Words['settings'] = {
  title: 'Réglages',
  name: 'Ton nom',
  rename: 'Renommer',
  shortcuts: 'Raccourcis clavier',
  seeKeys: 'Voir les touches',
  shortcutsOn: 'Une seule touche suffit, tant que tu n’écris pas',
  keys: [
    ['H', 'lève ou baisse ta main'],
    ['1 – 5', 'réagissent avec les signes sous la salle'],
    ['6', 'plus de réactions'],
    ['C', 'écrit dans la discussion'],
    ['W A S D', 'marchent, quand la salle est sélectionnée'],
    ['E', 's’assied à une table, et se lève'],
    ['?', 'montre ces touches'],
  ],
  theme: 'Clair ou sombre',
  themes: { system: 'comme l’appareil', light: 'clair', dark: 'sombre' },
  changeTheme: (now, next) => `Couleurs : ${now}. Passer à : ${next}.`,
  keep: 'Garder une copie sur cet appareil',
  on: 'Oui',
  off: 'Non',
  notKeptYet: 'Pas encore : une partie de ce que tu as écrit n’existe que dans cette copie.',
  copyStays: 'La copie sur cet appareil n’a pas pu être supprimée.',
  versions: 'Versions de cette salle',
  show: 'Voir',
  rows: 'Rangées de tables',
  columns: 'Tables par rangée',
  oneLess: (of) => `${of} : une de moins`,
  oneMore: (of) => `${of} : une de plus`,
  atLeast: 'Il en reste au moins une.',
  atMost: (most) => `Il y en a au plus ${number(most)}.`,
  desksHint:
    'Tout le monde voit le changement aussitôt. Quand toutes les tables sont prises, une rangée s’ajoute toute seule.',
  desks: (count) => plural(count, { one: '# table', other: '# tables' }),
  desksFor: 'Pour combien de personnes ?',
  setUp: 'Installer',
  change: 'Changer',
  hostsDesks: 'Seul un hôte change les tables.',
  hostsVersions: 'Seul un hôte garde des versions et revient à l’une d’elles.',
}
