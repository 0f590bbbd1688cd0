/** FIN and a binary frame (RFC 6455, 5.2). */
const BINARY = 0x82

/** FIN and a ping without a payload. */
const EMPTY_PING = Uint8Array.of(0x89, 0)

/** Lengths above these take two and eight bytes of their own. */
const SHORT_BYTES = 125
const MIDDLE_BYTES = 0xffff

/**
 * A WebSocket frame (RFC 6455), header and payload in one piece: made once, written to every socket that it is for. `ws` would
 * make the header, and an object for it, for each of them.
 */
export class WebSocketFrame {
  readonly bytes: Uint8Array
  readonly #headerBytes: number

  constructor(bytes: Uint8Array, headerBytes: number) {
    this.bytes = bytes
    this.#headerBytes = headerBytes
  }

  /** What `ws` calls the message. */
  get payload(): Uint8Array {
    return this.bytes.subarray(this.#headerBytes)
  }
}

/** A message that tells nothing, by itself and before a ping that goes out with it: one write for both. */
export interface KeepAlive {
  readonly alone: WebSocketFrame
  readonly withPing: WebSocketFrame
}

/** Gives a frame to a receiver; a receiver that cannot be sent it is sent away, and nobody else notices. */
export type Deliver<By> = (receiver: By, frame: WebSocketFrame) => void

/** What a wire puts before the entries of a packet, by how many bytes and entries follow. */
export interface Head {
  /** How many bytes it takes. */
  size(bodyBytes: number, entries: number): number
  /** Writes them, and gives where they end. */
  write(target: Uint8Array, at: number, bodyBytes: number, entries: number): number
}

/** A part of a body that is left out. */
interface Cut {
  readonly start: number
  readonly end: number
}

/** The frame whose payload is `bytes`. */
export const toFrame = (bytes: Uint8Array): WebSocketFrame => wrap(bytes, Buffer.allocUnsafe)

/** A frame that is kept: in memory of its own, and not in a pool that it would keep whole. */
export const toLastingFrame = (bytes: Uint8Array): WebSocketFrame => wrap(bytes, Buffer.allocUnsafeSlow)

export const toKeepAlive = (message: Uint8Array): KeepAlive => {
  const alone = toLastingFrame(message)
  const bytes = Buffer.concat([alone.bytes, EMPTY_PING])
  return { alone, withPing: new WebSocketFrame(bytes, alone.bytes.length - message.length) }
}

/** The frame of a head and a body without its `cuts`, which are in order. One is made for nearly every receiver of a tick. */
export const toPacketFrame = (
  head: Head,
  body: Buffer,
  entries: number,
  cuts: readonly Cut[],
): WebSocketFrame => {
  let bodyBytes = body.length
  for (const { start, end } of cuts) bodyBytes -= end - start
  const payloadBytes = head.size(bodyBytes, entries) + bodyBytes
  const headerBytes = headerSize(payloadBytes)
  const bytes = Buffer.allocUnsafe(headerBytes + payloadBytes)
  writeHeader(bytes, headerBytes, payloadBytes)
  let at = head.write(bytes, headerBytes, bodyBytes, entries)
  let from = 0
  for (const { start, end } of cuts) {
    at += body.copy(bytes, at, from, start)
    from = end
  }
  body.copy(bytes, at, from)
  return new WebSocketFrame(bytes, headerBytes)
}

const wrap = (payload: Uint8Array, allocate: (bytes: number) => Buffer): WebSocketFrame => {
  const headerBytes = headerSize(payload.length)
  const bytes = allocate(headerBytes + payload.length)
  writeHeader(bytes, headerBytes, payload.length)
  bytes.set(payload, headerBytes)
  return new WebSocketFrame(bytes, headerBytes)
}

const headerSize = (payloadBytes: number): number =>
  payloadBytes <= SHORT_BYTES ? 2 : payloadBytes <= MIDDLE_BYTES ? 4 : 10

const writeHeader = (bytes: Buffer, headerBytes: number, payloadBytes: number): void => {
  bytes[0] = BINARY
  if (headerBytes === 2) bytes[1] = payloadBytes
  else if (headerBytes === 4) {
    bytes[1] = SHORT_BYTES + 1
    bytes.writeUInt16BE(payloadBytes, 2)
  } else {
    bytes[1] = SHORT_BYTES + 2
    bytes.writeBigUInt64BE(BigInt(payloadBytes), 2)
  }
}
