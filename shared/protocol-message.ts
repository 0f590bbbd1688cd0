import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { type AwarenessUpdate, decodeAwareness, joinEntries, type Skip } from './awareness.ts'
import { readEnd, readRun, readText, readUint } from './bytes.ts'
import { decodeOwnChanges } from './compact-presence.ts'
import { AWARENESS_BYTES, SIGNAL_BYTES, UPDATE_BYTES } from './limits.ts'
import { AUTH_DENIED, type ClientMessageKind, MESSAGES, SYNC } from './messages.ts'
import type { Protocol } from './negotiate.ts'
import { fault, ok, type Result } from './result.ts'
import { decodeSignalRequest, SIGNAL_TOO_LARGE, type SignalRequest } from './signals.ts'
import type { StateChange } from './state-change.ts'

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

export type MessageFault = 'bad-bytes' | 'unknown-message' | 'message-too-large' | 'signal-too-large'

/** A token longer than this is none. */
const TOKEN_BYTES = 8 * 1024

/** Reads what stands behind the type of a message; throws at bytes that are none. */
type Reader = (decoder: decoding.Decoder, skip?: Skip) => Result<ProtocolMessage, MessageFault>

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

  presence: (decoder) => ok({ kind: 'presence', changes: decodeOwnChanges(decoder) }),

  signal(decoder) {
    if (decoder.arr.length - decoder.pos > SIGNAL_BYTES) return SIGNAL_TOO_LARGE
    return ok({ kind: 'signal', request: decodeSignalRequest(decoder) })
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
    const decoder = decoding.createDecoder(bytes)
    const type = readUint(decoder)
    const reader = READER_BY_TYPE.get(type)
    if (reader === undefined) return fault('unknown-message', `There is no message ${type} from a client.`)
    if (reader.protocol !== 'stock' && reader.protocol !== protocol)
      return fault('unknown-message', `The message ${reader.name} needs ${reader.protocol}.`)
    return reader.read(decoder, skip)
  } catch (error) {
    return fault(
      'bad-bytes',
      `The bytes cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    )
  }
}

/** Messages for clients. Each is made once and sent to everyone it is for. */
export const writeMessage = {
  step1: (stateVector: Uint8Array): Uint8Array => syncMessage(SYNC.step1, stateVector),
  step2: (update: Uint8Array): Uint8Array => syncMessage(SYNC.step2, update),
  update: (update: Uint8Array): Uint8Array => syncMessage(SYNC.update, update),

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

function syncMessage(type: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.sync.type)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}
