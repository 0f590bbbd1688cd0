import type { LeadWords } from '../en/lead.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('fr')

export const lead: LeadWords = {
  followMe: 'Tout le monde est invité à te suivre.',
  followers: (count) => plural(count, { one: '# personne te suit.', other: '# personnes te suivent.' }),
  here: (here, all) =>
    plural(here, { one: `# sur ${number(all)} est ici.`, other: `# sur ${number(all)} sont ici.` }),
  youFollow: (name) => ['Tu suis ', name, '.'],
  everyoneFollows: (name) => ['Tout le monde est invité à suivre ', name, '.'],
  isAt: (name, where) => [name, ` est ${where}.`],
  inText: 'dans le texte',
  inCode: 'dans le code',
  taken: 'On t’y emmène.',
  stay: 'Rester ici',
  end: 'Terminer',
  stop: 'Ne plus suivre',
  follow: 'Suivre',
}
