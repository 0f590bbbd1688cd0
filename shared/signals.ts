import {
  createEncoder,
  type Decoder,
  readBytes,
  readEnd,
  readString,
  readUint,
  toBytes,
  writeBytes,
  writeString,
  writeUint,
} from './bytes.ts'
import { isJsonObject, type Json, readJson } from './json.ts'
import { SIGNAL_BYTES, SIGNAL_RECEIVERS, STATE_DEPTH } from './limits.ts'
import * as TYPE from './message-types.ts'
import type { Identity } from './presence.ts'
import { fault, ok, type Result } from './result.ts'
import { isRole, type Right, type Standing } from './roles.ts'

/**
 * The kinds of signals that the relay knows, each with the right to send it; docs/protocol.md says what it does. Any other kind
 * passes as it is.
 */
export const SIGNALS = {
  reaction: 'signal',
  'lower-hand': 'moderate',
  'lower-all': 'moderate',
  follow: 'moderate',
  'mute-reactions': 'moderate',
  lock: 'moderate',
  'attendees-write': 'moderate',
  remove: 'moderate',
  role: 'moderate',
  'claim:take': 'signal',
  'claim:release': 'signal',
  'claim:give': 'moderate',
  claim: 'moderate',
  chat: 'signal',
  'chat-history': 'read',
  'chat-delete': 'moderate',
  'chat-pause': 'moderate',
  'chat-mute': 'moderate',
} as const satisfies Record<string, Right>

/** A kind of signal that the relay knows. */
export type SignalKind = keyof typeof SIGNALS

/** A kind of the chat, whose messages are kept. */
export type ChatSignalKind = Extract<SignalKind, `chat${string}`>

export const isKnownSignal = (kind: string): kind is SignalKind => Object.hasOwn(SIGNALS, kind)

/** The sender of a signal, as the relay knows them. */
export interface SignalSender extends Pick<Identity, 'id' | 'name'>, Standing {
  /** The clientID of their tab; null where they have no presence, or sent it by HTTP. */
  readonly clientId: number | null
}

/** An event with a life: it is told to who is there, and kept nowhere, but for messages of the chat. */
export interface Signal {
  /** What it is: one of the kinds that the relay knows (docs/protocol.md), or a name of your own (letters, digits and `_ . : -`, at most 64). */
  readonly kind: string
  /** Any JSON, at most 4 KiB with the rest of the signal. */
  readonly data: Json
  readonly from: SignalSender
  /** The relay's wall clock, in ms since 1970. */
  readonly atMs: number
}

/** A signal as its sender asks for it. */
export interface SignalRequest {
  readonly kind: string
  readonly data: Json
  /** ClientIDs; everyone where there is none. */
  readonly to: readonly number[]
}

const KIND = /^[\w.:-]{1,64}$/

const readData = (decoder: Decoder): Json => readJson(readString(decoder), STATE_DEPTH)

const readKind = (decoder: Decoder): string => {
  const kind = readString(decoder)
  if (!KIND.test(kind)) throw new Error('a signal has a kind of letters, digits and _ . : -')
  return kind
}

/** Reads what a client asks for. */
const readSignalRequest = (body: Uint8Array): Result<SignalRequest, 'bad-bytes' | 'signal-too-large'> => {
  if (body.length > SIGNAL_BYTES) return SIGNAL_TOO_LARGE
  return readBytes(body, decodeSignalRequest)
}

export const SIGNAL_TOO_LARGE = fault('signal-too-large', `A signal is over ${SIGNAL_BYTES} bytes.`)

/** The same of a decoder whose bytes end with the request; throws at bytes that are none. */
export const decodeSignalRequest = (decoder: Decoder): SignalRequest => {
  const kind = readKind(decoder)
  const data = readData(decoder)
  const count = readUint(decoder)
  if (count > SIGNAL_RECEIVERS) throw new Error(`a signal is for at most ${SIGNAL_RECEIVERS} clients`)
  const to = Array.from({ length: count }, () => readUint(decoder))
  readEnd(decoder)
  return { kind, data, to }
}

/** Undefined where there is none, as for what has a cycle. */
const jsonOf = (data: Json): string | undefined => {
  try {
    return JSON.stringify(data)
  } catch {
    return undefined
  }
}

export const writeSignalRequest = ({ kind, data, to }: SignalRequest): Result<Uint8Array, 'bad-signal'> => {
  // Without types anything may come: a number would be written as a text.
  if (typeof kind !== 'string') return fault('bad-signal', 'The kind of a signal is a text.')
  const json = jsonOf(data)
  if (json === undefined) return fault('bad-signal', 'The data of a signal is JSON.')
  const encoder = createEncoder()
  writeUint(encoder, TYPE.signal)
  const head = encoder.length
  writeString(encoder, kind)
  writeString(encoder, json)
  writeUint(encoder, to.length)
  for (const clientId of to) writeUint(encoder, clientId)
  const frame = toBytes(encoder)
  // What the relay would not take is not sent: it would count as a frame that cannot be read.
  const read = readSignalRequest(frame.subarray(head))
  return read.ok ? ok(frame) : fault('bad-signal', read.fault.message)
}

/**
 * Reads the body of a signal message from the relay, which stands behind its type: one signal or more, in order.
 *
 * @example
 * ```ts
 * import { readSignals } from 'homeroom/protocol'
 *
 * const signals = readSignals(Uint8Array.of())
 * console.log(signals.ok && signals.value.map(({ kind }) => kind))
 * ```
 */
export const readSignals = (body: Uint8Array): Result<Signal[], 'bad-bytes'> =>
  readBytes(body, (decoder) => {
    const signals: Signal[] = []
    while (decoder.pos < body.length) signals.push(readSignal(decoder))
    return signals
  })

const readSignal = (decoder: Decoder): Signal => {
  const clientId = readUint(decoder)
  const identity = readData(decoder)
  if (!isJsonObject(identity) || typeof identity.role !== 'string')
    throw new Error('a signal names its sender')
  const { id, name, role, rights } = identity
  const atMs = readUint(decoder)
  const kind = readKind(decoder)
  const data = readData(decoder)
  const from = {
    clientId: clientId === 0 ? null : clientId,
    id: textOrNull(id),
    name: textOrNull(name),
    role,
    ...(isRole(rights) && { rights }),
  }
  return { kind, data, from, atMs }
}

const textOrNull = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null)

/** A signal as it stands in a frame; several share one. */
export const encodeSignal = ({ kind, data, from, atMs }: Signal): Uint8Array => {
  const { clientId, id, name, role, rights } = from
  const encoder = createEncoder()
  writeUint(encoder, clientId ?? 0)
  writeString(encoder, JSON.stringify({ id, name, role, rights }))
  writeUint(encoder, atMs)
  writeString(encoder, kind)
  writeString(encoder, JSON.stringify(data))
  return toBytes(encoder)
}

/** The frame of signals from {@link encodeSignal}. */
export const writeSignals = (encoded: readonly Uint8Array[]): Uint8Array => {
  const encoder = createEncoder()
  writeUint(encoder, TYPE.signal)
  for (const signal of encoded) writeBytes(encoder, signal)
  return toBytes(encoder)
}
