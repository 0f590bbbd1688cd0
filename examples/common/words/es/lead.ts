import type { LeadWords } from '../en/lead.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('es')

export const lead: LeadWords = {
  followMe: 'Se pide a todo el mundo que te siga.',
  followers: (count) => plural(count, { one: 'Te sigue # persona.', other: 'Te siguen # personas.' }),
  here: (here, all) =>
    plural(here, { one: `# de ${number(all)} está aquí.`, other: `# de ${number(all)} están aquí.` }),
  youFollow: (name) => ['Sigues a ', name, '.'],
  everyoneFollows: (name) => ['Se pide a todo el mundo que siga a ', name, '.'],
  isAt: (name, where) => [name, ` está ${where}.`],
  inText: 'en el texto',
  inCode: 'en el código',
  taken: 'La página te lleva allí.',
  stay: 'Quedarse aquí',
  end: 'Terminar',
  stop: 'Dejar de seguir',
  follow: 'Seguir',
}
