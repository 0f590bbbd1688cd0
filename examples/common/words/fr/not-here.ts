import type { NotHereWords } from '../en/not-here.ts'
import { formats, named } from '../formats.ts'

const { number, plural, time } = formats('fr')

export const notHere: NotHereWords = {
  title: 'Absents',
  people: 'Personnes déjà venues, qui ne sont pas là maintenant',
  nobody: 'Parmi les personnes déjà venues, il ne manque personne.',
  says: 'Du dernier cours et d’aujourd’hui, d’après les notes du serveur.',
  lastOn: (day) => `là pour la dernière fois le ${day}`,
  left: (atMs) => `jusqu’à ${time(atMs)}`,
  list: 'Liste de la classe',
  listAsk: 'Liste de la classe…',
  names: 'Les noms, un par ligne',
  listSays:
    'Les noms sont comparés aux personnes présentes. La liste reste dans ce navigateur, pour cette salle ; personne d’autre ne la reçoit.',
  compare: 'Comparer',
  forget: 'Retirer la liste',
  allHere: (count) =>
    plural(count, {
      one: 'La seule personne de la liste est là.',
      other: 'Les # personnes de la liste sont là.',
    }),
  someHere: (here, count) => `${number(here)} sur ${number(count)} de la liste sont là. Il manque :`,
  missing: 'Sur la liste, mais absents',
  others: 'Présents, mais pas sur la liste',
  perhaps: (names) => `peut-être ${names}`,
  thisIs: 'C’est…',
  thisIsOne: (name) => `Nom sur la liste pour ${named(name)}`,
  /** The heads of two columns more of the saved attendance, and what stands in the first of them. */
  listHeads: ['Liste de la classe', 'Nom sur la liste'],
  came: 'présent',
  absent: 'absent',
  notListed: 'pas sur la liste',
  withAbsent: 'Avec les absents de la liste de la classe.',
}
