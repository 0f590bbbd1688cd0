import { Cursor } from './bytes.ts'
import { xStep, yStep } from './place.ts'
import { PresenceItems } from './presence-items.ts'
import { StockPresence } from './presence-message.ts'
import { MESSAGE } from './sync-message.ts'
import type { Wire } from './wire.ts'

const PRESENCE = 113

/** The head of an item of one's own: slot 0, a move. */
const OWN_MOVE = 0

/** `homeroom.v1`: y-protocols, and presence as message 113. */
export const homeroomWire: Wire = {
  subprotocol: 'homeroom.v1',
  syncs: true,
  hello: () => [],
  wrap: (_room, message) => message,
  messageStart: (_bytes, start) => start,
  move({ seq }) {
    const x = xStep(seq)
    const y = yStep(seq)
    return Uint8Array.of(PRESENCE, OWN_MOVE, x >> 8, x & 0xff, y >> 8, y & 0xff)
  },
  createReader(seen) {
    const stock = new StockPresence(seen)
    let items = new PresenceItems(seen)
    return {
      read(bytes, start, end) {
        if (bytes[start] === PRESENCE) items.read(new Cursor(bytes, start + 1, end))
        else if (bytes[start] === MESSAGE.awareness) stock.read(bytes, start + 1, end)
      },
      reopened() {
        seen.forget()
        items = new PresenceItems(seen)
      },
    }
  },
}
