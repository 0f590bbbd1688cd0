import type { Words } from '../en/index.ts'
import { formats, isolated } from '../formats.ts'

const { number } = formats('de')

export const lobby: Words['lobby'] = {
  lead: 'Ein Raum, alle sind da: als Klasse, am Whiteboard oder in einem Dokument.',
  room: 'Code oder Raum',
  roomHint: 'Gib den Code ein, den du bekommen hast, oder den Namen eines Raums.',
  recent: 'Letzte Räume in diesem Browser',
  name: 'Dein Name',
  optional: '(freiwillig)',
  join: 'In den Raum gehen',
  enter: (room, kind) => `${isolated(room)} betreten, ${kind}`,
  forget: (room, kind) => `${isolated(room)} vergessen, ${kind}`,
  forgetAll: 'Alle vergessen',
  forgotten: 'Vergessen.',
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
