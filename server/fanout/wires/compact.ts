// Clients that speak `homeroom.v1`: compact presence by short ids, signals, notices.
import { MESSAGES, NOBODY, writeItem, writeSignals, writeV1Message } from '../../../shared/index.ts'
import { PacketWriter } from '../packet.ts'
import { type Head, toKeepAlive } from '../websocket-frame.ts'
import type { Wire } from './wire.ts'

/** Items of compact presence run until the end of the message. */
export const compactHead: Head = {
  size: () => 1,
  write(target, at) {
    target[at] = MESSAGES.presence.type
    return at + 1
  },
}

const HAND_DOWN = JSON.stringify({ hand: false })

export const compact: Wire = {
  protocol: 'homeroom.v1',

  encode({ ends, news }) {
    const writer = new PacketWriter(compactHead)
    const { encoder } = writer
    for (const { removal, shortId } of ends) {
      if (shortId === null) continue
      writer.begin()
      writeItem.gone(encoder, shortId, removal.reason)
      writer.end(removal)
    }
    for (const { entry, shortId, removal, change } of news) {
      // A renewal is for receivers that forget.
      if (change === null) continue
      writer.begin()
      if (removal !== undefined) writeItem.gone(encoder, shortId, removal.reason)
      if (change === 'whole') writeItem.whole(encoder, shortId, entry.clientId, entry.state)
      else writeItem.change(encoder, shortId, change)
      writer.end(entry)
    }
    return writer.packet()
  },

  signals: (signals) => writeSignals(signals.map(({ encoded }) => encoded)),
  refusal: (code, text) => writeV1Message.notice(code, text),
  lowered: () => writeV1Message.self(HAND_DOWN),
  keepAlive: toKeepAlive(NOBODY),
  needsRenewal: false,
  hearsItself: false,
  awaitsSnapshot: true,
  knowsCrowds: true,
}
