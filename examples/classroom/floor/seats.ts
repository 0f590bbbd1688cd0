// The rules of seats: each is a key of the room, which the relay lets one person hold. Pure.

import type { HeldKey } from 'homeroom/claims'
import { deskOfKey } from '../../common/room/seat-memory.ts'
import { words } from '../../common/words/index.ts'

/** The person at a desk. */
export interface Sitter {
  /** The person's key: {@link Member.key}. */
  readonly key: string
  readonly name: string
  readonly isSelf: boolean
  /** False for this person's own seat while the connection is away: the relay may give it to somebody else. */
  readonly isHeld: boolean
  /** The tab that holds it. */
  readonly clientId: number | null
}

/** Sitters by the id of their desk. */
export type Seats = ReadonlyMap<string, Sitter>

export interface OwnSeat {
  /** This person's key: {@link Member.key}. */
  readonly own: string | null
  /** The desk at which this tab sits; null while it stands. */
  readonly desk: string | null
}

/**
 * The seats of a room. A person sits at one desk: while they change, or in two tabs at once, they hold two for a moment, and
 * the tab's own counts.
 */
export const seatsOf = (held: readonly HeldKey[], { own, desk }: OwnSeat): Seats => {
  const seats = new Map<string, Sitter>()
  const deskByPerson = new Map<string, string>()
  for (const { key, person, name, isOwn, clientId } of held) {
    const at = deskOfKey(key)
    if (at === null) continue
    const sitter = {
      key: person ?? `client:${clientId}`,
      name: name ?? words().people.unnamed,
      isSelf: isOwn || (person !== null && person === own),
      isHeld: true,
      clientId,
    }
    const other = deskByPerson.get(sitter.key)
    if (other !== undefined && other === desk) continue
    if (other !== undefined) seats.delete(other)
    seats.set(at, sitter)
    deskByPerson.set(sitter.key, at)
  }
  if (desk !== null && own !== null && !seats.has(desk) && !deskByPerson.has(own))
    seats.set(desk, { key: own, name: '', isSelf: true, isHeld: false, clientId: null })
  return seats
}

/** This person's desk; null while they stand. */
export const ownDeskIn = (seats: Seats): string | null => {
  for (const [desk, { isSelf }] of seats) if (isSelf) return desk
  return null
}

/** The desk of a person; null while they stand. */
export const deskOf = (seats: Seats, key: string): string | null => {
  for (const [desk, sitter] of seats) if (sitter.key === key) return desk
  return null
}

/** How a desk looks to one person. */
export type SeatState =
  | { readonly kind: 'free' }
  | { readonly kind: 'own' | 'taken'; readonly sitter: Sitter }

export const seatState = (sitter: Sitter | undefined): SeatState =>
  sitter === undefined ? { kind: 'free' } : { kind: sitter.isSelf ? 'own' : 'taken', sitter }
