import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number, plural } = formats('fr')

export const lobby: Words['lobby'] = {
  lead: 'Une salle, et tout le monde dedans. Promène-toi, assieds-toi, lève la main, dis quelque chose.',
  room: 'Salle',
  roomHint: 'Le nom d’une salle, ou le code que tu as reçu.',
  name: 'Ton nom',
  optional: '(facultatif)',
  join: 'Entrer dans la salle',
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
