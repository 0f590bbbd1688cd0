// The messages that Homeroom adds to those of y-protocols, as they are written; they are read in `protocol-message`.
import * as encoding from 'lib0/encoding'
import { writeString } from './bytes.ts'
import { TYPE } from './message-types.ts'
import type { Welcome } from './welcome.ts'

const message = (type: number, write: (encoder: encoding.Encoder) => void): Uint8Array =>
  encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, type)
    write(encoder)
  })

// What clients send.

export const writePing = (nonce: number): Uint8Array =>
  message(TYPE.ping, (encoder) => encoding.writeVarUint(encoder, nonce))

export const writeToken = (token: string): Uint8Array =>
  message(TYPE.token, (encoder) => writeString(encoder, token))

/** Messages of `homeroom.v1`, for either side; only where it was negotiated. */
export const writeV1Message = {
  welcome: (welcome: Welcome): Uint8Array =>
    message(TYPE.welcome, (encoder) => writeString(encoder, JSON.stringify(welcome))),

  /** What the relay stamped on the receiver's own entry, as the JSON of those fields. */
  self: (json: string): Uint8Array => message(TYPE.self, (encoder) => writeString(encoder, json)),

  /** Why something was refused. */
  notice: (code: string, text: string): Uint8Array =>
    message(TYPE.notice, (encoder) => {
      writeString(encoder, code)
      writeString(encoder, text)
    }),

  ping: writePing,

  pong: (nonce: number, serverMs: number): Uint8Array =>
    message(TYPE.pong, (encoder) => {
      encoding.writeVarUint(encoder, nonce)
      encoding.writeVarUint(encoder, serverMs)
    }),

  /** How many document messages of the receiver's were taken, and how many are stored. */
  saved: (received: number, saved: number): Uint8Array =>
    message(TYPE.saved, (encoder) => {
      encoding.writeVarUint(encoder, received)
      encoding.writeVarUint(encoder, saved)
    }),

  token: writeToken,
} as const
