import type * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type AwarenessUpdate, joinEntries, readAwareness, type Skip } from './awareness.ts'
import { readBytes, readRun, readUint } from './bytes.ts'
import { AWARENESS_BYTES, UPDATE_BYTES } from './limits.ts'
import { AUTH_DENIED, MESSAGES, SYNC } from './messages.ts'
import { fault, ok, type Result } from './result.ts'
import { readV1Message, type V1Message } from './v1-messages.ts'

/** A frame from a client, read. */
export type ProtocolMessage =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | ({ readonly kind: 'awareness' } & AwarenessUpdate)
  | { readonly kind: 'queryAwareness' }
  | V1Message

export type MessageFault = 'bad-bytes' | 'unknown-message' | 'message-too-large' | 'signal-too-large'

/**
 * Reads one WebSocket message: one y-protocols message and nothing behind it. Never throws on bytes. Entries of an
 * awareness message that `skip` leaves out are not read.
 */
export const readMessage = (bytes: Uint8Array, skip?: Skip): Result<ProtocolMessage, MessageFault> => {
  const head = readBytes(bytes, readHead)
  if (!head.ok) return head
  const { type, body } = head.value
  switch (type) {
    case MESSAGES.sync.type:
      return readSync(body)
    case MESSAGES.awareness.type:
      return readAwarenessFrame(body, skip)
    case MESSAGES.queryAwareness.type:
      return body.length === 0
        ? ok({ kind: 'queryAwareness' })
        : fault('bad-bytes', 'The bytes cannot be read: bytes are left over')
    default:
      return (
        readV1Message(type, body) ?? fault('unknown-message', `There is no message ${type} from a client.`)
      )
  }
}

const readHead = (decoder: decoding.Decoder): { type: number; body: Uint8Array } => {
  const type = readUint(decoder)
  return { type, body: decoder.arr.subarray(decoder.pos) }
}

const readSync = (body: Uint8Array): Result<ProtocolMessage, MessageFault> => {
  const read = readBytes(body, (decoder) => {
    const type = readUint(decoder)
    const payload = readRun(decoder)
    if (decoder.pos !== body.length) throw new Error('bytes are left over')
    // Copied: Yjs reads lengths without a look at the end of the view, so the buffer itself must end there.
    return { type, payload: Uint8Array.from(payload) }
  })
  if (!read.ok) return read
  const { type, payload } = read.value
  switch (type) {
    case SYNC.step1:
      return ok({ kind: 'step1', stateVector: payload })
    case SYNC.step2:
    case SYNC.update:
      if (payload.length > UPDATE_BYTES)
        return fault('message-too-large', `An update is over ${UPDATE_BYTES} bytes.`)
      return ok({ kind: type === SYNC.step2 ? 'step2' : 'update', update: payload })
    default:
      return fault('unknown-message', `There is no sync message ${type}.`)
  }
}

const readAwarenessFrame = (body: Uint8Array, skip?: Skip): Result<ProtocolMessage, MessageFault> => {
  if (body.length > AWARENESS_BYTES) {
    return fault('message-too-large', `An awareness frame is over ${AWARENESS_BYTES} bytes.`)
  }
  const entries = readBytes(body, (decoder) => {
    const run = readRun(decoder)
    if (decoder.pos !== body.length) throw new Error('bytes are left over')
    return run
  })
  if (!entries.ok) return entries
  const read = readAwareness(entries.value, skip)
  return read.ok ? ok({ kind: 'awareness', ...read.value }) : read
}

/** Frames for clients. Each is made once and sent to everyone it is for. */
export const writeMessage = {
  step1: (stateVector: Uint8Array): Uint8Array => syncFrame(SYNC.step1, stateVector),
  step2: (update: Uint8Array): Uint8Array => syncFrame(SYNC.step2, update),
  update: (update: Uint8Array): Uint8Array => syncFrame(SYNC.update, update),

  /** An awareness update of entries from `encodeEntry`. */
  awareness: (encodedEntries: readonly Uint8Array[]): Uint8Array => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGES.awareness.type)
    encoding.writeVarUint8Array(encoder, joinEntries(encodedEntries))
    return encoding.toUint8Array(encoder)
  },

  /** y-protocols' "permission denied": a stock client logs the reason and stays. */
  denied: (reason: string): Uint8Array => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, MESSAGES.auth.type)
    encoding.writeVarUint(encoder, AUTH_DENIED)
    encoding.writeVarString(encoder, reason)
    return encoding.toUint8Array(encoder)
  },
} as const

/** An awareness update of nobody: a message for the watchdog of a stock client that tells it nothing. */
export const KEEP_ALIVE: Uint8Array = writeMessage.awareness([])

function syncFrame(type: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.sync.type)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}
