import type { Room } from '../rooms/room.ts'
import type { StoredSide } from './stored-side.ts'

/** The journal and the orders of a room, as the nodes that have it, too, make use of them. */
export const storedSideOf = (room: Room): StoredSide => ({
  get policyVersion() {
    return room.moderation.orders.version
  },
  get appended() {
    return room.journal?.appended ?? 0
  },
  get stored() {
    return room.journal?.storedHere ?? 0
  },
  heard: (node, update, upTo) => room.journal?.heard(node, update, upTo),
  storedBy: (node, upTo) => room.journal?.storedBy(node, upTo),
  orphaned: (node) => room.journal?.orphaned(node),
  look: () => void room.journal?.look(),
  reread: (version) => room.moderation.orders.look(version),
})
