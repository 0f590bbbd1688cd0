import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('fr')

export const floor: Words['floor'] = {
  title: 'La salle',
  room: 'Salle',
  desks: 'Tables',
  you: 'toi',
  whereabouts: (across, down) => `Tu es à ${number(across)} % de la gauche et à ${number(down)} % du haut.`,
  stand: 'Tu es debout.',
  sit: (desk) => `Tu es à la table ${number(desk)}.`,
  taken: (desk, name) => `Place prise : ${name} a été plus rapide à la table ${number(desk)}.`,
  sits: (desk, name) => `Place prise : ${name} est à la table ${number(desk)}.`,
  deskFree: (desk) => `Table ${number(desk)}, libre`,
  deskOwn: (desk) => `Table ${number(desk)}, ta place`,
  deskLeft: (desk, name) => `Table ${number(desk)}, ${name} n’est plus là, place à prendre`,
  deskOf: (desk, name) => `Table ${number(desk)}, ${name}`,
  hintSeated: (desk, key) => [`Tu es à la table ${number(desk)} : `, key, 'touche-la pour te lever.'],
  hintFree: (desk, key) => [`La table ${number(desk)} est libre : `, key, 'touche-la pour t’asseoir.'],
  orKey: (key) => [key, ' ou '],
  hintTap: 'Touche l’endroit où tu veux aller',
  hintSelect: ', ou sélectionne la salle pour marcher avec les flèches ou W A S D',
  hintWalk: (walk, sit) => ['Marche avec les flèches ou ', walk, ', assieds-toi à une table avec ', sit, '.'],
}
