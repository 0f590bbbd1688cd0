import type { LeadWords } from '../en/lead.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('de')

export const lead: LeadWords = {
  followMe: 'Alle sollen dir folgen.',
  followers: (count) => plural(count, { one: '# Person folgt dir.', other: '# Personen folgen dir.' }),
  here: (here, all) =>
    plural(here, { one: `# von ${number(all)} ist hier.`, other: `# von ${number(all)} sind hier.` }),
  youFollow: (name) => ['Du folgst ', name, '.'],
  everyoneFollows: (name) => ['Alle sollen ', name, ' folgen.'],
  isAt: (name, where) => [name, ` ist ${where}.`],
  inText: 'im Text',
  inCode: 'im Code',
  taken: 'Du wirst dorthin mitgenommen.',
  stay: 'Hier bleiben',
  end: 'Beenden',
  stop: 'Nicht mehr folgen',
  follow: 'Folgen',
}
