import * as encoding from 'lib0/encoding'
import { Cursor, encode } from './bytes.ts'
import { StockPresence, writePresence } from './presence-message.ts'
import { MESSAGE } from './sync-message.ts'
import type { Wire } from './wire.ts'

/** The kind of an auth message that carries a token, which may be empty. */
const AUTH_TOKEN = 0

const wrap = (room: string, message: Uint8Array): Uint8Array =>
  encode((encoder) => {
    encoding.writeVarString(encoder, room)
    encoding.writeUint8Array(encoder, message)
  })

const messageStart = (bytes: Uint8Array, start: number, end: number): number => {
  const cursor = new Cursor(bytes, start, end)
  cursor.skip(cursor.varUint())
  return cursor.at
}

/** As Hocuspocus speaks: each message names its document, and the first one brings a token. */
export const hocuspocusWire: Wire = {
  subprotocol: null,
  syncs: true,
  hello: (room) => [
    wrap(
      room,
      encode((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.auth)
        encoding.writeVarUint(encoder, AUTH_TOKEN)
        encoding.writeVarString(encoder, '')
      }),
    ),
  ],
  wrap,
  messageStart,
  move: (person) => wrap(person.room.name, writePresence(person)),
  createReader(seen) {
    const presence = new StockPresence(seen)
    return {
      read(bytes, start, end) {
        const at = messageStart(bytes, start, end)
        if (bytes[at] === MESSAGE.awareness) presence.read(bytes, at + 1, end)
      },
      reopened: () => seen.forget(),
    }
  },
}
