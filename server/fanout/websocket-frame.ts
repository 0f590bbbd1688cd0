/** FIN and a binary frame (RFC 6455, 5.2). */
const BINARY = 0x82

/** Lengths above these take two and eight bytes of their own. */
const SHORT_BYTES = 125
const MIDDLE_BYTES = 0xffff

/**
 * A WebSocket message as it stands on the bytes, header and payload in one piece: made once, written to every socket
 * that it is for. `ws` would make the header, and an object for it, for each of them.
 */
export interface WebSocketFrame {
  readonly bytes: Uint8Array
  /** What `ws` calls the message. */
  readonly payload: Uint8Array
}

/** The frame whose payload is `parts`, one behind the other. */
export const toFrame = (...parts: readonly Uint8Array[]): WebSocketFrame => build(parts, Buffer.allocUnsafe)

/** A frame that is kept: in memory of its own, and not in a pool that it would keep whole. */
export const toLastingFrame = (...parts: readonly Uint8Array[]): WebSocketFrame =>
  build(parts, Buffer.allocUnsafeSlow)

const build = (parts: readonly Uint8Array[], allocate: (bytes: number) => Buffer): WebSocketFrame => {
  let payloadBytes = 0
  for (const part of parts) payloadBytes += part.length
  const headerBytes = payloadBytes <= SHORT_BYTES ? 2 : payloadBytes <= MIDDLE_BYTES ? 4 : 10
  const bytes = allocate(headerBytes + payloadBytes)
  bytes[0] = BINARY
  if (headerBytes === 2) bytes[1] = payloadBytes
  else if (headerBytes === 4) {
    bytes[1] = SHORT_BYTES + 1
    bytes.writeUInt16BE(payloadBytes, 2)
  } else {
    bytes[1] = SHORT_BYTES + 2
    bytes.writeBigUInt64BE(BigInt(payloadBytes), 2)
  }
  let at = headerBytes
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Framed(bytes, headerBytes)
}

class Framed implements WebSocketFrame {
  readonly bytes: Uint8Array
  readonly #headerBytes: number

  constructor(bytes: Uint8Array, headerBytes: number) {
    this.bytes = bytes
    this.#headerBytes = headerBytes
  }

  get payload(): Uint8Array {
    return this.bytes.subarray(this.#headerBytes)
  }
}

/** Gives a frame to a receiver; a receiver that cannot be sent it is sent away, and nobody else notices. */
export type Deliver<By> = (receiver: By, frame: WebSocketFrame) => void
