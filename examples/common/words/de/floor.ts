import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number, plural } = formats('de')

export const floor: Words['floor'] = {
  title: 'Der Raum',
  room: 'Raum',
  desks: 'Tische',
  you: 'du',
  whereabouts: (across, down) =>
    `Du stehst bei ${number(across)} % von links und ${number(down)} % von oben.`,
  stand: 'Du stehst.',
  sit: (desk) => `Du sitzt an Tisch ${number(desk)}.`,
  sits: (desk, name) => `Platz vergeben: ${named(name)} sitzt an Tisch ${number(desk)}.`,
  quicker: (desk) => `Platz vergeben: Jemand war schneller an Tisch ${number(desk)}.`,
  lost: (desk, name) => `Platz vergeben: Jetzt sitzt ${named(name)} an Tisch ${number(desk)}.`,
  moved: (desk) => `Die Leitung hat dich an Tisch ${number(desk)} gesetzt.`,
  noConnection: 'Ohne Verbindung kann sich niemand setzen.',
  deskFree: (desk) => `Tisch ${number(desk)}, frei`,
  deskOwn: (desk) => `Tisch ${number(desk)}, dein Platz`,
  deskKept: (desk) => `Tisch ${number(desk)}, für dich freigehalten`,
  deskOf: (desk, name) => `Tisch ${number(desk)}, ${named(name)}`,
  reconnecting: 'verbindet sich wieder',
  seatAll: 'Alle an einen Tisch',
  allSeated: 'Alle haben einen Tisch.',
  noMoreDesks: 'Für mehr Tische ist kein Platz.',
  plan: 'Sitzplan',
  planFor: (people) =>
    people === 0 ? 'noch keiner' : plural(people, { one: 'für # Person', other: 'für # Personen' }),
  keepPlan: 'Diese Sitzordnung merken',
  forgetPlan: 'Vergessen',
  planKept: 'Gemerkt: Alle finden ihren Tisch in der nächsten Stunde wieder.',
  planOfNobody:
    'Hier sitzt niemand, den der Raum wiedererkennt: Das geht mit einem Link oder einer Anmeldung.',
  moveTo: 'An diesen Tisch setzen',
  move: 'Umsetzen',
  deskToMove: (desk, name) =>
    name === null ? `Tisch ${number(desk)}` : `Tisch ${number(desk)}, für ${named(name)}`,
  hintSeated: (desk, key) => [`Du sitzt an Tisch ${number(desk)}: `, key, 'tippe darauf, um aufzustehen.'],
  hintFree: (desk, key) => [`Tisch ${number(desk)} ist frei: `, key, 'tippe darauf, um dich zu setzen.'],
  orKey: (key) => [key, ' oder '],
  hintTap: 'Tippe dahin, wohin du gehen willst',
  hintSelect: ', oder wähl den Raum aus und geh mit den Pfeiltasten oder W A S D',
  hintWalk: (walk, sit) => [
    'Geh mit den Pfeiltasten oder ',
    walk,
    ', setz dich an einen Tisch mit ',
    sit,
    '.',
  ],
}
