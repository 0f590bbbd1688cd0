// The messages that Homeroom adds to those of y-protocols, as they are written; they are read in `protocol-message`.
import { type Encoder, encode, writeString, writeUint } from './bytes.ts'
import * as TYPE from './message-types.ts'
import type { Welcome } from './welcome.ts'

const message = (type: number, write: (encoder: Encoder) => void): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, type)
    write(encoder)
  })

// What clients send.

export const writePing = (nonce: number): Uint8Array =>
  message(TYPE.ping, (encoder) => writeUint(encoder, nonce))

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
      writeUint(encoder, nonce)
      writeUint(encoder, serverMs)
    }),

  /** How many document messages of the receiver's were taken, and how many are stored. */
  saved: (received: number, saved: number): Uint8Array =>
    message(TYPE.saved, (encoder) => {
      writeUint(encoder, received)
      writeUint(encoder, saved)
    }),

  token: writeToken,
} as const
