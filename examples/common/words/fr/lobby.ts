import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number, plural } = formats('fr')

export const lobby: Words['lobby'] = {
  lead: 'Une salle, et tout le monde dedans : en classe, au tableau blanc ou dans un document.',
  room: 'Code ou salle',
  roomHint: 'Tape le code qu’on t’a donné, ou le nom d’une salle.',
  recent: 'Salles récentes dans ce navigateur',
  name: 'Ton nom',
  optional: '(facultatif)',
  join: 'Entrer dans la salle',
  enter: (room, kind) => `Entrer dans ${isolated(room)}, ${kind}`,
  forget: (room, kind) => `Oublier ${isolated(room)}, ${kind}`,
  forgetAll: 'Tout oublier',
  forgotten: 'Oublié.',
  noName: 'Écris le nom d’une salle.',
  tooLong: (most, count) =>
    `Le nom d’une salle a au plus ${plural(most, { one: '# caractère', other: '# caractères' })} ; celui-ci en a ${number(count)}.`,
  emptyPart: 'Entre deux barres obliques, il faut au moins un caractère.',
  dots: 'Une partie du nom ne peut pas être « . » ou « .. ».',
  characters: 'Seulement des lettres, des chiffres et _ . ~ : @ - /, sans espaces.',
  ada: 'Ada',
  pupil: 'Élève',
  neighbour: 'Voisin',
}
