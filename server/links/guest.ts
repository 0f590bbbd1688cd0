// A person who comes by a link has no account: the seat, a secret of their browser, is what they are known by, in one room.
import { createHash, randomBytes } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'

const SEAT_BYTES = 16
const ID_CHARS = 22

export const createSeat = (): string => randomBytes(SEAT_BYTES).toString('base64url')

/** The verified id of a seat in a room. Others see it, and learn neither the seat nor what it is in other rooms. */
export const guestId = (room: RoomId, seat: string): string =>
  `guest:${createHash('sha256').update(`${room}\n${seat}`).digest('base64url').slice(0, ID_CHARS)}`
