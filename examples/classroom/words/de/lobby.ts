import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('de')

export const lobby: Words['lobby'] = {
  lead: 'Ein Raum, alle sind da. Geh herum, setz dich, melde dich, sag etwas.',
  room: 'Raum',
  roomHint: 'Der Name eines Raums oder der Code, den du bekommen hast.',
  name: 'Dein Name',
  optional: '(freiwillig)',
  join: 'In den Raum gehen',
  noName: 'Bitte gib den Namen eines Raums ein.',
  tooLong: (most, count) =>
    `Der Name eines Raums hat höchstens ${number(most)} Zeichen, dieser hat ${number(count)}.`,
  emptyPart: 'Zwischen zwei Schrägstrichen muss mindestens ein Zeichen stehen.',
  dots: 'Ein Teil eines Namens kann nicht „.“ oder „..“ sein.',
  characters: 'Bitte nur Buchstaben, Ziffern und _ . ~ : @ - / und keine Leerzeichen.',
  ada: 'Ada',
  pupil: 'Schülerin',
  neighbour: 'Nachbar',
}
