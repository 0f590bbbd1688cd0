// Apart from the reader of what clients send, which no client needs.
import * as encoding from 'lib0/encoding'
import { joinEntries } from './awareness.ts'
import { AUTH_DENIED, SYNC, TYPE } from './message-types.ts'

/** Messages for clients. Each is made once and sent to everyone it is for. */
export const writeMessage = {
  step1: (stateVector: Uint8Array): Uint8Array => syncMessage(SYNC.step1, stateVector),
  step2: (update: Uint8Array): Uint8Array => syncMessage(SYNC.step2, update),
  update: (update: Uint8Array): Uint8Array => syncMessage(SYNC.update, update),

  /** An awareness update of entries from `encodeEntry`. */
  awareness: (encodedEntries: readonly Uint8Array[]): Uint8Array => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, TYPE.awareness)
    encoding.writeVarUint8Array(encoder, joinEntries(encodedEntries))
    return encoding.toUint8Array(encoder)
  },

  /** y-protocols' "permission denied": a stock client logs the reason and stays. */
  denied: (reason: string): Uint8Array => {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, TYPE.auth)
    encoding.writeVarUint(encoder, AUTH_DENIED)
    encoding.writeVarString(encoder, reason)
    return encoding.toUint8Array(encoder)
  },
} as const

/** An awareness update of nobody: a message for the watchdog of a stock client that tells it nothing. */
export const KEEP_ALIVE: Uint8Array = writeMessage.awareness([])

function syncMessage(type: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, TYPE.sync)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}
