import * as decoding from 'lib0/decoding'
import { createEncoder, toBytes, writeUint } from '../../../shared/bytes.ts'
import {
  encodeEntry,
  encodeSignal,
  type GoneReason,
  type JsonObject,
  MESSAGES,
  type PresenceItem,
  type ProtocolMessage,
  type Role,
  type Rules,
  readMessage,
  type Signal,
  writeItem,
  writeMessage,
  writeSignals,
  writeV1Message,
} from '../../../shared/index.ts'

/** Frames as a relay sends them. */
export const frames = {
  presence(...items: PresenceItem[]): Uint8Array {
    const encoder = createEncoder()
    writeUint(encoder, MESSAGES.presence.type)
    for (const item of items) {
      if (item.kind === 'whole') writeItem.whole(encoder, item.shortId, item.clientId, item.state)
      else if (item.kind === 'change') writeItem.change(encoder, item.shortId, item.change)
      else writeItem.gone(encoder, item.shortId, item.reason)
    }
    return toBytes(encoder)
  },

  awareness: (...entries: [clientId: number, clock: number, state: JsonObject | null][]): Uint8Array =>
    writeMessage.awareness(
      entries.map(([clientId, clock, state]) =>
        encodeEntry({ clientId, clock, json: JSON.stringify(state) }),
      ),
    ),

  welcome: (role: Role = 'member', rules: Partial<Rules> = {}, connectionId = 'connection'): Uint8Array =>
    writeV1Message.welcome({
      version: 1,
      connectionId,
      epoch: 'epoch',
      serverMs: 1_700_000_000_000,
      identity: { id: null, name: null, role, rights: role, mayRename: true },
      verifies: true,
      limits: { stateBytes: 16_384, updateBytes: 8_388_608 },
      durability: 'normal',
      rules: { follow: null, reactionsMuted: false, locked: false, ...rules },
    }),

  self: (stamps: JsonObject): Uint8Array => writeV1Message.self(JSON.stringify(stamps)),

  notice: (code: string, text: string): Uint8Array => writeV1Message.notice(code, text),

  signals: (...signals: Signal[]): Uint8Array => writeSignals(signals.map(encodeSignal)),
}

export const whole = (shortId: number, clientId: number, state: JsonObject): PresenceItem => ({
  kind: 'whole',
  shortId,
  clientId,
  state,
})

export const change = (shortId: number, set: JsonObject, ...cleared: string[]): PresenceItem => ({
  kind: 'change',
  shortId,
  change: { set, cleared },
})

export const gone = (shortId: number, reason: GoneReason): PresenceItem => ({ kind: 'gone', shortId, reason })

/** What a frame of a client says of its presence, in short; null where it says something else. */
export const sayingOf = (bytes: Uint8Array): unknown => {
  const frame = readMessage(bytes, 'homeroom.v1')
  if (!frame.ok) throw new Error(frame.fault.message)
  return saying(frame.value)
}

const saying = (frame: ProtocolMessage): unknown => {
  if (frame.kind === 'presence') return { changes: frame.changes }
  if (frame.kind !== 'awareness') return null
  return frame.entries.map(({ stateBytes }) => JSON.parse(new TextDecoder().decode(stateBytes)))
}

/** A connection whose other end is the test. */
export const fakeConnection = () => {
  const takers = new Map<number, (body: Uint8Array) => void>()
  const sent: unknown[] = []
  return {
    connection: {
      isOpen: true,
      send: (frame: Uint8Array) => sent.push(sayingOf(frame)),
      listen: (type: number, take: (body: Uint8Array) => void) => takers.set(type, take),
    },
    /** What was said of the own presence since the last call. */
    said: () => sent.splice(0),
    give(frame: Uint8Array) {
      const decoder = decoding.createDecoder(frame)
      takers.get(decoding.readVarUint(decoder))?.(frame.subarray(decoder.pos))
    },
  }
}

/** A WebSocket class whose sockets are opened, fed and closed by the test. */
export const fakeSockets = () => {
  const sockets: FakeSocket[] = []
  class FakeSocket {
    readonly OPEN = 1
    readyState = 0
    readonly sent: Uint8Array[] = []
    onopen: (() => void) | null = null
    onmessage: ((event: { data: Uint8Array }) => void) | null = null
    onclose: ((event: { code: number; reason: string }) => void) | null = null

    readonly url: string

    constructor(url: string) {
      this.url = url
      sockets.push(this)
    }

    send(frame: Uint8Array) {
      this.sent.push(frame)
    }

    close() {
      this.readyState = 3
    }

    open() {
      this.readyState = 1
      this.onopen?.()
    }

    give(frame: Uint8Array) {
      this.onmessage?.({ data: frame })
    }

    /** The socket ends by itself. */
    end(code: number) {
      this.readyState = 3
      this.onclose?.({ code, reason: '' })
    }

    /** What was said of the own presence. */
    get said() {
      return this.sent.map(sayingOf).filter((saying) => saying !== null)
    }
  }
  return { sockets, WebSocketClass: FakeSocket as unknown as typeof globalThis.WebSocket }
}
