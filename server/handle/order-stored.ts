import { fault, ok, type Result } from '../../shared/index.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Room } from '../rooms/room.ts'

/** A store that has not taken an order by then may take it later. */
export const STORE_MS = 10_000

const NOT_STORED = fault('store-unavailable', 'It is done, but not stored: it may end with the relay.')

/** Settles once what was ordered in a room is stored; a fault where it holds, and is not. */
export const orderStored = async ({
  moderation,
}: Pick<Room, 'moderation'>): Promise<Result<undefined, 'store-unavailable'>> =>
  (await withDeadline(STORE_MS, moderation.orders.flush(), false)) ? ok(undefined) : NOT_STORED
