import type { Words } from '../en/index.ts'
import { formats, named } from '../formats.ts'

const { number } = formats('fr')

export const gestures: Words['gestures'] = {
  controls: 'Main et réactions',
  raise: 'Lever la main',
  lower: 'Baisser la main',
  place: (place) => `n° ${number(place)}`,
  muted: 'Un hôte a coupé les réactions.',
  reactions: 'Réactions',
  thumbsUp: 'Pouce levé',
  heart: 'Cœur',
  laughing: 'Rire',
  party: 'Fête',
  thinking: 'Réflexion',
  more: 'Plus de réactions',
  moreWithOwn: (emoji) => `Plus de réactions ; tu montres ${emoji}`,
  react: 'Réagir',
  oneEmoji: 'Une réaction est un seul emoji.',
  other: 'Un autre emoji',
  lowered: 'Ta main a été baissée.',
  hands: 'Mains',
  raisedHands: 'Mains levées',
  nextHand: 'Main suivante',
  next: (name) => ['À suivre : ', name],
  noHand: 'Personne ne lève la main.',
  lowerAll: 'Tout baisser',
  lowerOne: 'Baisser',
  lowerOf: (name) => `Baisser la main de ${named(name)}`,
}
