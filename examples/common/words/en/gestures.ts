import { formats, named } from '../formats.ts'

const { number } = formats('en')

export const gestures = {
  controls: 'Hand and reactions',
  raise: 'Raise hand',
  lower: 'Lower hand',
  place: (place: number) => `no. ${number(place)}`,
  muted: 'A host has muted reactions.',
  reactions: 'Reactions',
  thumbsUp: 'Thumbs up',
  heart: 'Heart',
  laughing: 'Laughing',
  party: 'Party',
  thinking: 'Thinking',
  more: 'More reactions',
  moreWithOwn: (emoji: string) => `More reactions; you show ${emoji}`,
  react: 'React',
  oneEmoji: 'A reaction is one emoji.',
  other: 'Any other emoji',
  lowered: 'Your hand was lowered.',
  hands: 'Hands',
  raisedHands: 'Raised hands',
  nextHand: 'Next hand',
  next: <T>(name: T) => ['Next: ', name],
  noHand: 'No hand is up.',
  lowerAll: 'Lower all',
  lowerOne: 'Lower',
  lowerOf: (name: string) => `Lower the hand of ${named(name)}`,
}
