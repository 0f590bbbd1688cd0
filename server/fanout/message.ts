/** FIN and a binary frame (RFC 6455, 5.2). */
const BINARY = 0x82

/** Lengths above these take two and eight bytes of their own. */
const SHORT_BYTES = 125
const MIDDLE_BYTES = 0xffff

/**
 * A WebSocket message as it stands on the wire, header and payload in one piece: made once, written to every socket
 * that it is for. `ws` would make the header, and an object for it, for each of them.
 */
export interface Message {
  readonly wire: Uint8Array
  /** What `ws` would call the message. */
  readonly payload: Uint8Array
}

/** The message whose payload is `parts`, one behind the other. */
export const toMessage = (...parts: readonly Uint8Array[]): Message => build(parts, Buffer.allocUnsafe)

/** One that is kept: in memory of its own, and not in a pool that it would keep whole. */
export const toLastingMessage = (...parts: readonly Uint8Array[]): Message =>
  build(parts, Buffer.allocUnsafeSlow)

const build = (parts: readonly Uint8Array[], allocate: (bytes: number) => Buffer): Message => {
  let bytes = 0
  for (const part of parts) bytes += part.length
  const headerBytes = bytes <= SHORT_BYTES ? 2 : bytes <= MIDDLE_BYTES ? 4 : 10
  const wire = allocate(headerBytes + bytes)
  wire[0] = BINARY
  if (headerBytes === 2) wire[1] = bytes
  else if (headerBytes === 4) {
    wire[1] = SHORT_BYTES + 1
    wire.writeUInt16BE(bytes, 2)
  } else {
    wire[1] = SHORT_BYTES + 2
    wire.writeBigUInt64BE(BigInt(bytes), 2)
  }
  let at = headerBytes
  for (const part of parts) {
    wire.set(part, at)
    at += part.length
  }
  return new Framed(wire, headerBytes)
}

class Framed implements Message {
  readonly wire: Uint8Array
  readonly #headerBytes: number

  constructor(wire: Uint8Array, headerBytes: number) {
    this.wire = wire
    this.#headerBytes = headerBytes
  }

  get payload(): Uint8Array {
    return this.wire.subarray(this.#headerBytes)
  }
}
