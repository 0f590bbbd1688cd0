import { named } from '../formats.ts'

export const pen = {
  give: 'Give the pen',
  take: 'Take the pen back',
  meaning: 'With the pen a person writes on the chalkboard, the whiteboard and in the document.',
  has: 'This person has the pen.',
  held: (name: string) =>
    `${named(name)} has the pen. Giving it to somebody else takes it from ${named(name)}.`,
  went: (name: string, to: string) => `The pen goes from ${named(name)} to ${named(to)}.`,
  yours: 'You have the pen: draw on the chalkboard.',
  over: 'You no longer have the pen.',
  mark: 'has the pen',
}
