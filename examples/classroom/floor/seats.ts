// The rules of seats, over the Y.Map that holds them: pure but for the two functions that write.

import type * as Y from 'yjs'
import { cutGraphemes } from '../page/graphemes.ts'

/** The person at a desk. */
export interface Sitter {
  /** The person's key: {@link Member.sitter}. */
  readonly who: string
  /** What they called themselves when they sat down; shown while they are away. */
  readonly name: string
  /** When they sat down, in ms since 1970 by the relay's clock. */
  readonly at: number
}

/** Sitters by the id of their desk. */
export type Seats = ReadonlyMap<string, Sitter>

/** Settles seats for everyone alike: of two people who sit down at once, the document keeps the same one everywhere. */
export type SeatMap = Y.Map<unknown>

const NAME_GRAPHEMES = 64

const readSitter = (value: unknown): Sitter | null => {
  if (typeof value !== 'object' || value === null) return null
  const { who, name, at } = value as Record<string, unknown>
  if (typeof who !== 'string' || typeof at !== 'number') return null
  const shown = typeof name === 'string' ? cutGraphemes(name.slice(0, 1024), NAME_GRAPHEMES) : ''
  return { who, name: shown, at }
}

/**
 * Reads the seats of a document. Anybody may have written anything into it. Two tabs of one person may sit down at two
 * desks at once: the later seat counts then, for everyone alike.
 */
export const readSeats = (entries: Iterable<readonly [string, unknown]>): Seats => {
  const deskByWho = new Map<string, string>()
  const seats = new Map<string, Sitter>()
  for (const [desk, value] of entries) {
    const sitter = readSitter(value)
    if (sitter === null) continue
    const other = deskByWho.get(sitter.who)
    const otherAt = other === undefined ? Number.NEGATIVE_INFINITY : (seats.get(other)?.at ?? 0)
    if (other !== undefined && (otherAt > sitter.at || (otherAt === sitter.at && other > desk))) continue
    if (other !== undefined) seats.delete(other)
    seats.set(desk, sitter)
    deskByWho.set(sitter.who, desk)
  }
  return seats
}

export const deskOf = (seats: Seats, who: string): string | null => {
  for (const [desk, sitter] of seats) if (sitter.who === who) return desk
  return null
}

/** How a desk looks to one person. `absent`: its sitter has been gone so long that anybody may take it. */
export type SeatState =
  | { readonly kind: 'free' }
  | { readonly kind: 'own' | 'taken' | 'absent'; readonly sitter: Sitter }

export interface Attendance {
  readonly own: string
  /** Everyone in the room, with those whose connection was lost a moment ago. */
  readonly present: ReadonlySet<string>
  /** False while it is too early to call anybody absent: the room was joined a moment ago. */
  readonly isKnown: boolean
}

export const seatState = (sitter: Sitter | undefined, { own, present, isKnown }: Attendance): SeatState => {
  if (sitter === undefined) return { kind: 'free' }
  if (sitter.who === own) return { kind: 'own', sitter }
  return { kind: isKnown && !present.has(sitter.who) ? 'absent' : 'taken', sitter }
}

const clear = (seats: SeatMap, who: string): void => {
  for (const [desk, value] of [...seats.entries()]) if (readSitter(value)?.who === who) seats.delete(desk)
}

/** Sits down at a desk, and gets up from any other. */
export const takeSeat = (seats: SeatMap, desk: string, sitter: Sitter): void => {
  seats.doc?.transact(() => {
    clear(seats, sitter.who)
    seats.set(desk, { ...sitter })
  })
}

export const leaveSeat = (seats: SeatMap, who: string): void => {
  seats.doc?.transact(() => clear(seats, who))
}

/** The person who took the seat of `who`: both sat down at once, or `who` was absent for long. */
export const takenFrom = (
  who: string,
  { changes, target }: Y.YMapEvent<unknown>,
): { desk: string; by: Sitter } | null => {
  for (const [desk, { oldValue }] of changes.keys) {
    const by = readSitter(target.get(desk))
    if (readSitter(oldValue)?.who === who && by !== null && by.who !== who) return { desk, by }
  }
  return null
}
