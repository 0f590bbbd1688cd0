// Apart from the reader of what clients send, which no client needs. Writers that a client needs are functions by themselves.
import { joinEntries } from './awareness.ts'
import { encode, writeRun, writeString, writeUint } from './bytes.ts'
import * as TYPE from './message-types.ts'
import { AUTH_DENIED, SYNC } from './sync-types.ts'

/** A message of y-protocols/sync, which carries a state vector or an update. */
export const writeSync = (kind: (typeof SYNC)[keyof typeof SYNC], payload: Uint8Array): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, TYPE.sync)
    writeUint(encoder, kind)
    writeRun(encoder, payload)
  })

/** An awareness update of entries from `encodeEntry`. */
export const writeAwareness = (encodedEntries: readonly Uint8Array[]): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, TYPE.awareness)
    writeRun(encoder, joinEntries(encodedEntries))
  })

/** Messages for clients. Each is made once and sent to everyone it is for. */
export const writeMessage = {
  step1: (stateVector: Uint8Array): Uint8Array => writeSync(SYNC.step1, stateVector),
  step2: (update: Uint8Array): Uint8Array => writeSync(SYNC.step2, update),
  update: (update: Uint8Array): Uint8Array => writeSync(SYNC.update, update),
  awareness: writeAwareness,

  /** y-protocols' "permission denied": a stock client logs the reason and stays. */
  denied: (reason: string): Uint8Array =>
    encode((encoder) => {
      writeUint(encoder, TYPE.auth)
      writeUint(encoder, AUTH_DENIED)
      writeString(encoder, reason)
    }),
} as const

/** An awareness update of nobody: a message for the watchdog of a stock client that tells it nothing. */
export const KEEP_ALIVE: Uint8Array = /* @__PURE__ */ writeAwareness([])
