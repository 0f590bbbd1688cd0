import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('de')

export const gestures: Words['gestures'] = {
  controls: 'Melden und reagieren',
  raise: 'Melden',
  lower: 'Nicht mehr melden',
  place: (place) => `Nr. ${number(place)}`,
  muted: 'Die Leitung hat Reaktionen ausgeschaltet.',
  reactions: 'Reaktionen',
  thumbsUp: 'Daumen hoch',
  heart: 'Herz',
  laughing: 'Lachen',
  party: 'Feiern',
  thinking: 'Nachdenken',
  more: 'Mehr Reaktionen',
  moreWithOwn: (emoji) => `Mehr Reaktionen; du zeigst ${emoji}`,
  react: 'Reagieren',
  oneEmoji: 'Eine Reaktion ist ein Emoji.',
  other: 'Ein anderes Emoji',
  lowered: 'Deine Meldung wurde zurückgenommen.',
  hands: 'Meldungen',
  raisedHands: 'Meldungen der Reihe nach',
  nextHand: 'Nächste Meldung',
  next: (name) => ['Weiter mit ', name],
  noHand: 'Niemand meldet sich.',
  lowerAll: 'Alle senken',
  lowerOne: 'Senken',
  lowerOf: (name) => `Hand von ${named(name)} senken`,
}
