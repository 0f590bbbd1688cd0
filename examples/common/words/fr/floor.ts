import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('fr')

export const floor: Words['floor'] = {
  title: 'La salle',
  room: 'Salle',
  desks: 'Tables',
  you: 'toi',
  whereabouts: (across, down) => `Tu es à ${number(across)} % de la gauche et à ${number(down)} % du haut.`,
  stand: 'Tu es debout.',
  sit: (desk) => `Tu es à la table ${number(desk)}.`,
  sits: (desk, name) => `Place prise : ${named(name)} est à la table ${number(desk)}.`,
  quicker: (desk) => `Place prise : quelqu’un a été plus rapide à la table ${number(desk)}.`,
  lost: (desk, name) => `Place prise : ${named(name)} est maintenant à la table ${number(desk)}.`,
  moved: (desk) => `Un hôte t’a mis à la table ${number(desk)}.`,
  noConnection: 'Sans connexion, personne ne peut s’asseoir.',
  deskFree: (desk) => `Table ${number(desk)}, libre`,
  deskOwn: (desk) => `Table ${number(desk)}, ta place`,
  deskKept: (desk) => `Table ${number(desk)}, gardée pour toi`,
  deskOf: (desk, name) => `Table ${number(desk)}, ${named(name)}`,
  reconnecting: 'se reconnecte',
  seatAll: 'Tout le monde à une table',
  allSeated: 'Tout le monde a une table.',
  noMoreDesks: 'Il n’y a pas de place pour d’autres tables.',
  plan: 'Plan de classe',
  planFor: (people) =>
    people === 0 ? 'pas encore' : plural(people, { one: 'pour # personne', other: 'pour # personnes' }),
  keepPlan: 'Garder ces places',
  forgetPlan: 'Oublier',
  planKept: 'Gardé : chacun retrouve sa table au prochain cours.',
  planOfNobody: 'Personne ici ne serait reconnu par la salle : il faut un lien ou un compte.',
  moveTo: 'Mettre à la table',
  move: 'Déplacer',
  deskToMove: (desk, name) =>
    name === null ? `Table ${number(desk)}` : `Table ${number(desk)}, pour ${named(name)}`,
  hintSeated: (desk, key) => [`Tu es à la table ${number(desk)} : `, key, 'touche-la pour te lever.'],
  hintFree: (desk, key) => [`La table ${number(desk)} est libre : `, key, 'touche-la pour t’asseoir.'],
  orKey: (key) => [key, ' ou '],
  hintTap: 'Touche l’endroit où tu veux aller',
  hintSelect: ', ou sélectionne la salle pour marcher avec les flèches ou W A S D',
  hintWalk: (walk, sit) => ['Marche avec les flèches ou ', walk, ', assieds-toi à une table avec ', sit, '.'],
}
