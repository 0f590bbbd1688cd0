import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { plural } = formats('fr')

export const room: Words['room'] = {
  tabs: 'Parties de la salle',
  room: 'Salle',
  people: 'Personnes',
  chat: 'Discussion',
  notes: 'Notes',
  skip: 'Aller à',
  skipTo: { room: 'Aller à la salle', people: 'Aller aux personnes', chat: 'Aller à la discussion' },
  handsUp: (count) => plural(count, { one: '# main levée', other: '# mains levées' }),
}
