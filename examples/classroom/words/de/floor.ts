import type { Words } from '../en/index.ts'
import { formats } from '../formats.ts'

const { number } = formats('de')

export const floor: Words['floor'] = {
  title: 'Der Raum',
  room: 'Raum',
  desks: 'Tische',
  you: 'du',
  whereabouts: (across, down) =>
    `Du stehst bei ${number(across)} % von links und ${number(down)} % von oben.`,
  stand: 'Du stehst.',
  sit: (desk) => `Du sitzt an Tisch ${number(desk)}.`,
  taken: (desk, name) => `Platz vergeben: ${name} war schneller an Tisch ${number(desk)}.`,
  sits: (desk, name) => `Platz vergeben: ${name} sitzt an Tisch ${number(desk)}.`,
  deskFree: (desk) => `Tisch ${number(desk)}, frei`,
  deskOwn: (desk) => `Tisch ${number(desk)}, dein Platz`,
  deskLeft: (desk, name) => `Tisch ${number(desk)}, ${name} ist weg, du kannst ihn nehmen`,
  deskOf: (desk, name) => `Tisch ${number(desk)}, ${name}`,
  hintSeated: (desk, key) => [
    `Du sitzt an Tisch ${number(desk)}: `,
    key,
    'ein Tippen darauf, und du stehst auf.',
  ],
  hintFree: (desk, key) => [`Tisch ${number(desk)} ist frei: `, key, 'ein Tippen darauf, und du sitzt.'],
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
