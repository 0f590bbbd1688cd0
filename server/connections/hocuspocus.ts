// Hocuspocus' provider begins each frame with the name of its document. It is told, in its own frame, that this is another relay.
import * as encoding from 'lib0/encoding'
import { MESSAGES, readBytes, readEnd, readRun, readText, readUint, SYNC } from '../../shared/index.ts'

/** Inside its `auth`: the client brings a token; the relay denies. */
const AUTH = { token: 0, denied: 1 } as const

/** What its provider gives to `onAuthenticationFailed`. */
export const NOT_HOCUSPOCUS =
  'This is a Homeroom relay, which does not speak the protocol of Hocuspocus: connect with WebsocketProvider of y-websocket, or with joinRoom of homeroom.'

/** The name of the document in the first frame of Hocuspocus' provider, its token or its question; null for any other frame. */
export const documentNameIn = (frame: Uint8Array): string | null => {
  const read = readBytes(frame, (decoder) => {
    const name = readText(readRun(decoder))
    const type = readUint(decoder)
    const kind = readUint(decoder)
    readRun(decoder)
    if (type === MESSAGES.auth.type && kind === AUTH.token) {
      // Its version follows since version 3.
      if (decoder.pos < frame.length) readRun(decoder)
    } else if (type !== MESSAGES.sync.type || kind !== SYNC.step1) return null
    readEnd(decoder)
    return name.ok ? name.value : null
  })
  return read.ok && read.value !== '' ? read.value : null
}

/** A denial as its provider reads it. */
export const writeHocuspocusDenial = (documentName: string): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, documentName)
  encoding.writeVarUint(encoder, MESSAGES.auth.type)
  encoding.writeVarUint(encoder, AUTH.denied)
  encoding.writeVarString(encoder, NOT_HOCUSPOCUS)
  return encoding.toUint8Array(encoder)
}
