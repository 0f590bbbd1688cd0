import * as encoding from 'lib0/encoding'
import { readBytes, readRun, readText, readUint } from './bytes.ts'
import { readOwnChanges } from './compact-presence.ts'
import { MESSAGES } from './messages.ts'
import { fault, ok, type Result } from './result.ts'
import { readSignalRequest, type SignalRequest } from './signals.ts'
import type { StateChange } from './state-change.ts'
import type { Welcome } from './welcome.ts'

/** A token longer than this is none. */
const TOKEN_BYTES = 8 * 1024

/** A frame of `homeroom.v1` from a client, read. */
export type V1Message =
  | { readonly kind: 'ping'; readonly nonce: number }
  | { readonly kind: 'token'; readonly token: string }
  /** Of the sender's own entry, in order. */
  | { readonly kind: 'presence'; readonly changes: readonly StateChange[] }
  | { readonly kind: 'signal'; readonly request: SignalRequest }

/** Reads the body of a message of type `type`; null where a client sends none of that type. */
export const readV1Message = (
  type: number,
  body: Uint8Array,
): Result<V1Message, 'bad-bytes' | 'signal-too-large'> | null => {
  if (type === MESSAGES.ping.type) {
    return readBytes(body, (decoder) => {
      const nonce = readUint(decoder)
      if (decoder.pos !== body.length) throw new Error('bytes are left over')
      return { kind: 'ping', nonce }
    })
  }
  if (type === MESSAGES.token.type) return readToken(body)
  if (type === MESSAGES.presence.type) {
    const changes = readOwnChanges(body)
    return changes.ok ? ok({ kind: 'presence', changes: changes.value }) : changes
  }
  if (type === MESSAGES.signal.type) {
    const request = readSignalRequest(body)
    return request.ok ? ok({ kind: 'signal', request: request.value }) : request
  }
  return null
}

const readToken = (body: Uint8Array): Result<V1Message, 'bad-bytes'> => {
  const run = readBytes(body, (decoder) => {
    const bytes = readRun(decoder)
    if (decoder.pos !== body.length || bytes.length > TOKEN_BYTES) throw new Error('this is no token')
    return bytes
  })
  if (!run.ok) return run
  const token = readText(run.value)
  return token.ok ? ok({ kind: 'token', token: token.value }) : fault('bad-bytes', 'The token is no text.')
}

const frame = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** Frames of `homeroom.v1`, for either side; only where it was negotiated. */
export const writeV1Message = {
  welcome: (welcome: Welcome): Uint8Array =>
    frame(MESSAGES.welcome.type, (encoder) => encoding.writeVarString(encoder, JSON.stringify(welcome))),

  /** What the relay stamped on the receiver's own entry, as the JSON of those fields. */
  self: (json: string): Uint8Array =>
    frame(MESSAGES.self.type, (encoder) => encoding.writeVarString(encoder, json)),

  /** Why something was refused. */
  notice: (code: string, text: string): Uint8Array =>
    frame(MESSAGES.notice.type, (encoder) => {
      encoding.writeVarString(encoder, code)
      encoding.writeVarString(encoder, text)
    }),

  ping: (nonce: number): Uint8Array =>
    frame(MESSAGES.ping.type, (encoder) => encoding.writeVarUint(encoder, nonce)),

  pong: (nonce: number, serverMs: number): Uint8Array =>
    frame(MESSAGES.pong.type, (encoder) => {
      encoding.writeVarUint(encoder, nonce)
      encoding.writeVarUint(encoder, serverMs)
    }),

  /** How many document frames of the receiver's were taken, and how many are stored. */
  saved: (received: number, saved: number): Uint8Array =>
    frame(MESSAGES.saved.type, (encoder) => {
      encoding.writeVarUint(encoder, received)
      encoding.writeVarUint(encoder, saved)
    }),

  token: (token: string): Uint8Array =>
    frame(MESSAGES.token.type, (encoder) => encoding.writeVarString(encoder, token)),
} as const
