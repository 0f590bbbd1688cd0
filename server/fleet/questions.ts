// What relays ask each other for people who look at all of them, and what they answer. What an older one does not know of it is
// left out by reading: a newer one may say more.
import * as v from 'valibot'
import { Count } from '../base/values.ts'
import { AttendedConnection, Disconnect } from './connection-schemas.ts'

/** One more than the longest page of the list has. */
const MOST_ROOMS = 1_001

export const Question = v.variant('kind', [
  v.object({
    kind: v.literal('rooms'),
    after: v.string(),
    limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_ROOMS)),
  }),
  v.object({ kind: v.literal('connections'), room: v.string() }),
])

export type Question = v.InferOutput<typeof Question>

/** How a relay is. */
export const Figures = v.object({
  version: v.pipe(v.string(), v.description('Of Homeroom.')),
  rooms: v.pipe(Count, v.description('In memory.')),
  connections: Count,
  uptimeMs: v.pipe(Count, v.description('Since its start.')),
  loopDelayMs: v.pipe(
    Count,
    v.description('The longest time in the last 10 to 20 s for which it could do nothing else.'),
  ),
})

export type Figures = v.InferOutput<typeof Figures>

const Room = v.object({
  room: v.string(),
  epoch: v.string(),
  /** That this relay has, and with those that others have told it of. */
  own: Count,
  all: Count,
  people: Count,
  /** An older relay says neither. */
  lagging: v.optional(Count, 0),
  refused: v.optional(Count, 0),
})

export type RoomHere = v.InferOutput<typeof Room>

const FROM = { name: v.string(), figures: Figures }

export const RoomsAnswer = v.object({
  ...FROM,
  /** In the order of their names. */
  rooms: v.array(Room),
  /** Whether more of the page did not fit. */
  isCut: v.boolean(),
})

export const ConnectionsAnswer = v.object({
  ...FROM,
  /** How many there are; not all may be listed. */
  count: Count,
  connections: v.array(AttendedConnection),
  refused: v.optional(Count, 0),
  left: v.array(Disconnect),
})
