// Stock Yjs clients: y-protocols' messages, and nothing that y-websocket does not know.
import { KEEP_ALIVE, MESSAGES, writeBytes, writeMessage } from '../../../shared/index.ts'
import type { Removal } from '../../presence/presence-entry.ts'
import { PacketWriter } from '../packet.ts'
import { type Head, toKeepAlive } from '../websocket-frame.ts'
import type { Wire } from './wire.ts'

/** A client learns of what it would wait for: every later edit of its own builds on a refused one. */
const TOLD: readonly string[] = [
  'message-too-large',
  'document-too-large',
  'document-gap',
  'read-only',
  'too-costly',
  'message-too-big',
]

/** Bytes of a varint, as `writeUint` of shared/bytes writes it. */
const varUintSize = (value: number): number => {
  let bytes = 1
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes += 1
  return bytes
}

const writeVarUint = (target: Uint8Array, at: number, value: number): number => {
  let rest = value
  let end = at
  for (; rest > 127; rest = Math.floor(rest / 128)) target[end++] = 128 | (rest % 128)
  target[end++] = rest
  return end
}

/** An awareness message (y-protocols): its length, and how many entries it has. */
const head: Head = {
  size(bodyBytes, entries) {
    const countSize = varUintSize(entries)
    return 1 + varUintSize(countSize + bodyBytes) + countSize
  },
  write(target, at, bodyBytes, entries) {
    target[at] = MESSAGES.awareness.type
    const counted = writeVarUint(target, at + 1, varUintSize(entries) + bodyBytes)
    return writeVarUint(target, counted, entries)
  },
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
      writeBytes(writer.encoder, removal.encoded)
      writer.end(removal)
    }
    for (const { entry, removal } of news) {
      writer.begin()
      if (removal !== undefined) writeBytes(writer.encoder, removal.encoded)
      writeBytes(writer.encoder, entry.encode())
      writer.end(entry, removal === undefined ? 1 : 2)
    }
    return writer.packet()
  },

  signals: () => null,
  refusal: (code, text) => (TOLD.includes(code) ? writeMessage.denied(text) : null),
  // A client takes its own entry where that is newer than what it has.
  lowered: (entry) => writeMessage.awareness([entry.encode()]),
  keepAlive: toKeepAlive(KEEP_ALIVE),
  needsRenewal: true,
  hearsItself: true,
  awaitsSnapshot: false,
  knowsCrowds: false,
}
