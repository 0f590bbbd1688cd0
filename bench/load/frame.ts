/** The bytes of a client's WebSocket frames (RFC 6455), written by hand so that the generator stays light. */

const HEADER_BYTES = 2
const MASK_BYTES = 4
const FIN = 0x80
const MASKED = 0x80

export const OPCODE = { binary: 2, close: 8, ping: 9, pong: 10 } as const

const lengthBytes = (length: number): number => (length < 126 ? 0 : length < 0x10000 ? 2 : 8)

/**
 * One whole masked frame. The mask is 0, which changes no byte: the relay has the same work with it as with any
 * other, and the generator has none.
 */
export const writeClientFrame = (payload: Uint8Array, opcode: number = OPCODE.binary): Buffer => {
  const extra = lengthBytes(payload.length)
  const start = HEADER_BYTES + extra + MASK_BYTES
  const frame = Buffer.allocUnsafe(start + payload.length)
  frame[0] = FIN | opcode
  if (extra === 0) frame[1] = MASKED | payload.length
  else if (extra === 2) {
    frame[1] = MASKED | 126
    frame.writeUInt16BE(payload.length, HEADER_BYTES)
  } else {
    frame[1] = MASKED | 127
    frame.writeBigUInt64BE(BigInt(payload.length), HEADER_BYTES)
  }
  frame.fill(0, start - MASK_BYTES, start)
  frame.set(payload, start)
  return frame
}
