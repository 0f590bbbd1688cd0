/** A row of the rates of presence. */
interface PresenceRateRow {
  /** So many are in the room at most. */
  readonly people: number
  /** In a crowd: so many of them move at most. */
  readonly moving: number
  /** So many messages a second a client sends. */
  readonly perSecond: number
}

const MANY = Number.POSITIVE_INFINITY

/**
 * How often a client says how it is: the first row that holds; the table of docs/protocol.md. Where all of a crowd move, its messages
 * have room for 200 people five times a second, and a core has time to read 12 000 messages a second (docs/performance.md).
 */
export const PRESENCE_PER_SECOND: readonly PresenceRateRow[] = [
  // Nobody hears it.
  { people: 1, moving: MANY, perSecond: 0 },
  // What a display shows.
  { people: 8, moving: MANY, perSecond: 60 },
  { people: 99, moving: MANY, perSecond: 30 },
  { people: 499, moving: 150, perSecond: 10 },
  { people: 499, moving: MANY, perSecond: 5 },
  { people: MANY, moving: 2_400, perSecond: 5 },
  { people: MANY, moving: 6_000, perSecond: 2 },
  { people: MANY, moving: MANY, perSecond: 1 },
]

/** What a client that saves data sends and is sent in a second. */
export const SPARING_PER_SECOND = 4
