import { createHash } from 'node:crypto'

/**
 * The epoch of a room that nobody has written to. It comes of the store's own seed, so that all who open the room have the same one,
 * and a visit leaves nothing in the store.
 */
export const firstEpoch = (seed: string, room: string): string =>
  createHash('sha256').update(`${seed}\n${room}`).digest('base64url').slice(0, 27)
