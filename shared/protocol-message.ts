import { type AwarenessUpdate, decodeAwareness, ENTRY_BYTES, type Skip } from './awareness.ts'
import { createDecoder, type Decoder, readEnd, readRun, readText, readUint } from './bytes.ts'
import { decodeOwnChanges } from './compact-presence.ts'
import { decodeWatch, type Watch } from './crowd.ts'
import {
  AWARENESS_BYTES,
  AWARENESS_ENTRIES,
  PRESENCE_BYTES,
  SIGNAL_BYTES,
  TOKEN_BYTES,
  UPDATE_BYTES,
} from './limits.ts'
import { type ClientMessageKind, MESSAGES } from './messages.ts'
import type { Protocol } from './negotiate.ts'
import { fault, messageOf, ok, type Result } from './result.ts'
import { decodeSignalRequest, SIGNAL_TOO_LARGE, type SignalRequest } from './signals.ts'
import type { StateChange } from './state-change.ts'
import { SYNC } from './sync-types.ts'

/** A message from a client, read. */
export type ProtocolMessage =
  | { readonly kind: 'step1'; readonly stateVector: Uint8Array }
  | { readonly kind: 'step2' | 'update'; readonly update: Uint8Array }
  | ({ readonly kind: 'awareness' } & AwarenessUpdate)
  | { readonly kind: 'queryAwareness' }
  | { readonly kind: 'ping'; readonly nonce: number }
  | { readonly kind: 'token'; readonly token: string }
  /** Of the sender's own entry, in order. */
  | { readonly kind: 'presence'; readonly changes: readonly StateChange[] }
  | { readonly kind: 'signal'; readonly request: SignalRequest }
  | { readonly kind: 'watch'; readonly watch: Watch }

/** Why a message is not taken. */
export type MessageFault =
  | 'bad-bytes'
  | 'unknown-message'
  | 'message-too-large'
  | 'signal-too-large'
  | 'too-many-entries'
  | 'too-many-watched'

/** Reads what stands behind the type of a message; throws at bytes that are none. */
type Reader = (decoder: Decoder, skip?: Skip) => Result<ProtocolMessage, MessageFault>

const READERS: Readonly<Record<Exclude<ClientMessageKind, keyof typeof SYNC> | 'sync', Reader>> = {
  sync(decoder) {
    const type = readUint(decoder)
    const payload = readRun(decoder)
    readEnd(decoder)
    const isUpdate = type === SYNC.step2 || type === SYNC.update
    if (!isUpdate && type !== SYNC.step1) return fault('unknown-message', `There is no sync message ${type}.`)
    if (isUpdate && payload.length > UPDATE_BYTES)
      return fault('message-too-large', `An update is over ${UPDATE_BYTES} bytes.`)
    // Copied: Yjs reads lengths without a look at the end of the view, so the buffer itself must end there.
    const bytes = Uint8Array.from(payload)
    if (!isUpdate) return ok({ kind: 'step1', stateVector: bytes })
    return ok({ kind: type === SYNC.step2 ? 'step2' : 'update', update: bytes })
  },

  awareness(decoder, skip) {
    const length = readUint(decoder)
    if (decoder.arr.length - decoder.pos > AWARENESS_BYTES)
      return fault('message-too-large', `An awareness message is over ${AWARENESS_BYTES} bytes.`)
    if (decoder.pos + length !== decoder.arr.length) throw new Error('a length points elsewhere than the end')
    // Said before any of them is read: entries of five bytes would be hundreds of thousands.
    const entries = Math.min(readUint(createDecoder(decoder.arr.subarray(decoder.pos))), length / ENTRY_BYTES)
    if (entries > AWARENESS_ENTRIES)
      return fault('too-many-entries', `An awareness message has over ${AWARENESS_ENTRIES} entries.`)
    return ok({ kind: 'awareness', ...decodeAwareness(decoder, skip) })
  },

  queryAwareness(decoder) {
    readEnd(decoder)
    return QUERY_AWARENESS
  },

  ping(decoder) {
    const nonce = readUint(decoder)
    readEnd(decoder)
    return ok({ kind: 'ping', nonce })
  },

  token(decoder) {
    const bytes = readRun(decoder)
    readEnd(decoder)
    const token = bytes.length > TOKEN_BYTES ? null : readText(bytes)
    return token?.ok ? ok({ kind: 'token', token: token.value }) : fault('bad-bytes', 'This is no token.')
  },

  presence(decoder) {
    if (decoder.arr.length - decoder.pos > PRESENCE_BYTES)
      return fault('message-too-large', `A presence message is over ${PRESENCE_BYTES} bytes.`)
    return ok({ kind: 'presence', changes: decodeOwnChanges(decoder) })
  },

  signal(decoder) {
    if (decoder.arr.length - decoder.pos > SIGNAL_BYTES) return SIGNAL_TOO_LARGE
    return ok({ kind: 'signal', request: decodeSignalRequest(decoder) })
  },

  watch(decoder) {
    const watch = decodeWatch(decoder)
    return watch.ok ? ok({ kind: 'watch', watch: watch.value }) : watch
  },
}

const QUERY_AWARENESS = ok({ kind: 'queryAwareness' } as const)

/** The readers by type, with the protocol in which a client may send the message. */
const READER_BY_TYPE = new Map<number, { name: string; protocol: Protocol; read: Reader }>(
  Object.entries(READERS).map(([name, read]) => {
    const { type, protocol } = MESSAGES[name as keyof typeof READERS]
    return [type, { name, protocol, read }]
  }),
)

/**
 * Reads one WebSocket message of a client that speaks `protocol`: one y-protocols message and nothing behind it. Never throws on
 * bytes. Entries of an awareness message that `skip` leaves out are not read.
 *
 * @example
 * ```ts
 * import { readMessage, writeMessage } from 'homeroom/protocol'
 *
 * const message = readMessage(writeMessage.step1(Uint8Array.of(0)), 'stock')
 * console.log(message.ok ? message.value.kind : message.fault.code) // step1
 * ```
 */
export const readMessage = (
  bytes: Uint8Array,
  protocol: Protocol,
  skip?: Skip,
): Result<ProtocolMessage, MessageFault> => {
  try {
    const decoder = createDecoder(bytes)
    const type = readUint(decoder)
    const reader = READER_BY_TYPE.get(type)
    if (reader === undefined) return fault('unknown-message', `There is no message ${type} from a client.`)
    if (reader.protocol !== 'stock' && reader.protocol !== protocol)
      return fault('unknown-message', `The message ${reader.name} needs ${reader.protocol}.`)
    return reader.read(decoder, skip)
  } catch (error) {
    return fault('bad-bytes', `The bytes cannot be read: ${messageOf(error)}`)
  }
}
