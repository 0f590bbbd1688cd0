// Stock Yjs clients: y-protocols' messages, and nothing that y-websocket does not know.
import * as encoding from 'lib0/encoding'
import { KEEP_ALIVE, MESSAGES, writeMessage } from '../../../shared/index.ts'
import type { Removal } from '../../presence/presence-entry.ts'
import { type Head, PacketWriter } from '../packet.ts'
import type { Wire } from './wire.ts'

/** A client learns of what it would wait for: every later edit of its own builds on a refused one. */
const TOLD: readonly string[] = ['message-too-large', 'document-too-large', 'document-gap', 'read-only']

const varUint = (value: number): Uint8Array =>
  encoding.encode((encoder) => encoding.writeVarUint(encoder, value))

/** An awareness message (y-protocols): its length, and how many entries it has. */
const head: Head = (bodyBytes, entries) => {
  const count = varUint(entries)
  return Buffer.concat([varUint(MESSAGES.awareness.type), varUint(count.length + bodyBytes), count])
}

export const stock: Wire = {
  protocol: 'stock',

  encode({ ends, news }) {
    const writer = new PacketWriter(head)
    // Of a client that went several times, the last end says it all.
    const removalByClient = new Map<number, Removal>()
    for (const { removal, isBack } of ends) if (!isBack) removalByClient.set(removal.clientId, removal)
    for (const removal of removalByClient.values()) {
      writer.begin()
      encoding.writeUint8Array(writer.encoder, removal.encoded)
      writer.end(removal)
    }
    for (const { entry, removal } of news) {
      writer.begin()
      if (removal !== undefined) encoding.writeUint8Array(writer.encoder, removal.encoded)
      encoding.writeUint8Array(writer.encoder, entry.encode())
      writer.end(entry, removal === undefined ? 1 : 2)
    }
    return writer.packet()
  },

  signals: () => null,
  refusal: (code, text) => (TOLD.includes(code) ? writeMessage.denied(text) : null),
  // A client takes its own entry where that is newer than what it has.
  lowered: (entry) => writeMessage.awareness([entry.encode()]),
  keepAlive: KEEP_ALIVE,
  needsRenewal: true,
  awaitsSnapshot: false,
}
