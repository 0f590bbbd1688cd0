import type { Room } from '../rooms/room.ts'
import type { StoredSide } from './stored-side.ts'

/** What a room says of its store to the nodes that have it, too. */
export const storedSideOf = (_room: Room): StoredSide => ({
  policyVersion: 0,
  lastSeq: 0,
  heard: () => undefined,
  storedBy: () => undefined,
  orphaned: () => undefined,
  look: () => undefined,
  reread: () => undefined,
})
