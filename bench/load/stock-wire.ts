import { StockPresence, writePresence } from './presence-message.ts'
import { MESSAGE } from './sync-message.ts'
import type { Wire } from './wire.ts'

/** As y-websocket speaks: messages of y-protocols, nothing around them. */
export const stockWire: Wire = {
  subprotocol: null,
  syncs: true,
  hello: () => [],
  wrap: (_room, message) => message,
  messageStart: (_bytes, start) => start,
  move: writePresence,
  createReader(seen) {
    const presence = new StockPresence(seen)
    return {
      read(bytes, start, end) {
        if (bytes[start] === MESSAGE.awareness) presence.read(bytes, start + 1, end)
      },
      reopened: () => seen.forget(),
    }
  },
}

/** The presence of y-websocket and nothing else, for a relay that only hands on. */
export const presenceWire: Wire = { ...stockWire, syncs: false }
