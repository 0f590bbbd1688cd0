// A third kind of receiver, for debugging: presence and signals are one line of JSON each. Documents come as to everyone.
import { PacketWriter } from '../../server/fanout/packet.ts'
import { type Head, toKeepAlive } from '../../server/fanout/websocket-frame.ts'
import type { Wire } from '../../server/fanout/wires/wire.ts'
import { type JsonObject, type LeftReason, writeBytes } from '../../shared/index.ts'

/** What a line tells. */
export type JsonLine =
  | { readonly is: number; readonly state: JsonObject }
  | { readonly gone: number; readonly reason: LeftReason }
  | { readonly signal: string; readonly data: unknown; readonly from: number | null }
  | { readonly refused: string; readonly text: string }
  | { readonly lowered: JsonObject }

const bytesOf = (...lines: readonly JsonLine[]): Uint8Array =>
  new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))

/** Lines stand for themselves. */
const head: Head = { size: () => 0, write: (_target, at) => at }

export const jsonWire: Wire = {
  protocol: 'homeroom.v1',

  encode({ ends, news }) {
    const writer = new PacketWriter(head)
    const { encoder } = writer
    const write = (line: JsonLine) => writeBytes(encoder, bytesOf(line))
    for (const { removal, shortId, isBack } of ends) {
      if (shortId === null || isBack) continue
      writer.begin()
      write({ gone: removal.clientId, reason: removal.reason })
      writer.end(removal)
    }
    for (const { entry, removal, change } of news) {
      if (change === null) continue
      writer.begin()
      if (removal !== undefined) write({ gone: removal.clientId, reason: removal.reason })
      write({ is: entry.clientId, state: entry.state })
      writer.end(entry)
    }
    return writer.packet()
  },

  signals: (signals) =>
    bytesOf(
      ...signals.map(({ signal: { kind, data, from } }) => ({ signal: kind, data, from: from.clientId })),
    ),
  refusal: (code, text) => bytesOf({ refused: code, text }),
  lowered: ({ state }) => bytesOf({ lowered: state }),
  keepAlive: toKeepAlive(new TextEncoder().encode('\n')),
  needsRenewal: false,
  hearsItself: false,
  awaitsSnapshot: true,
  knowsCrowds: false,
}

/** Lines of a message; none of a message of another kind. */
export const linesOf = (message: Uint8Array): JsonLine[] =>
  message.length > 0 && message[0] !== '{'.charCodeAt(0)
    ? []
    : new TextDecoder()
        .decode(message)
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
