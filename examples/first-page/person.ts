/** Where someone is on the stage, as a fraction of its width and height: the same place in every window. */
export interface Place {
  readonly x: number
  readonly y: number
}

export interface Person {
  readonly id: number
  readonly name: string
  readonly place: Place | null
  readonly emoji: string
  readonly hand: boolean
}

/** What this page puts into its awareness state; other clients may put in anything. */
export interface OwnState extends Place {
  readonly name: string
  readonly emoji: '👍' | ''
  readonly hand: boolean
}

const NAME_CHARACTERS = 64
const EMOJI_UNITS = 64

export const clamp = (fraction: number): number => Math.min(1, Math.max(0, fraction))

const fraction = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? clamp(value) : null

const nameOf = (value: unknown): string => {
  const name = typeof value === 'string' ? value.trim() : ''
  return name === '' ? 'unnamed' : [...name].slice(0, NAME_CHARACTERS).join('')
}

/** Reads a state that anyone may have sent: what doesn't fit counts as absent. */
export const readPerson = (id: number, state: Record<string, unknown>): Person => {
  const x = fraction(state.x)
  const y = fraction(state.y)
  return {
    id,
    name: nameOf(state.name),
    place: x === null || y === null ? null : { x, y },
    emoji: typeof state.emoji === 'string' ? state.emoji.slice(0, EMOJI_UNITS) : '',
    hand: state.hand === true,
  }
}

/** A hue that every window gives the same person; style.css makes a readable colour of it in each scheme. */
export const hueOf = (id: number): number => (id % 24) * 15

/** Where someone starts, spread by id so that newcomers don't stand on one another. */
export const startOf = (id: number): Place => ({
  x: 0.2 + (0.6 * (id % 101)) / 100,
  y: 0.2 + (0.6 * (id % 89)) / 88,
})
