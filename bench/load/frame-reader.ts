import { OPCODE } from './frame.ts'

/** Gets a frame's payload as a part of a buffer that is only good for the length of the call. */
export type OnPayload = (bytes: Uint8Array, start: number, end: number) => void

export interface FrameReaderOptions {
  /** Null if nobody wants the payloads: they are counted and skipped. */
  readonly onPayload: OnPayload | null
  readonly onControl: (opcode: number, payload: Uint8Array) => void
}

const MAX_HEADER_BYTES = 10
const FIN = 0x80
const RESERVED = 0x70
const OPCODE_BITS = 0x0f
const LENGTH_BITS = 0x7f
const FIRST_CONTROL = 8

/** Reads a relay's WebSocket frames out of the chunks of a socket; counts all, hands on what is wanted. */
export class FrameReader {
  frames = 0
  onPayload: OnPayload | null
  readonly #onControl
  readonly #header = new Uint8Array(MAX_HEADER_BYTES)
  #headerHas = 0
  #opcode = 0
  /** The bytes still to come of the present frame. */
  #leftBytes = 0
  /** The payload so far, where it is wanted and came in several chunks. */
  #payload: Uint8Array | null = null

  constructor({ onPayload, onControl }: FrameReaderOptions) {
    this.onPayload = onPayload
    this.#onControl = onControl
  }

  read(chunk: Uint8Array, start: number, end: number): void {
    let at = start
    while (at < end)
      at = this.#leftBytes > 0 ? this.#readRest(chunk, at, end) : this.#readHead(chunk, at, end)
  }

  #readHead(chunk: Uint8Array, start: number, end: number): number {
    let at = start
    let header = chunk
    let headerAt = at
    if (this.#headerHas > 0 || end - at < MAX_HEADER_BYTES) {
      // The header may end beyond this chunk.
      header = this.#header
      headerAt = 0
      do {
        header[this.#headerHas++] = chunk[at++] as number
      } while (at < end && !this.#headerIsWhole())
      if (!this.#headerIsWhole()) return at
      this.#headerHas = 0
    } else at += headerBytes(header[headerAt + 1] as number)
    const first = header[headerAt] as number
    if ((first & FIN) === 0 || (first & RESERVED) !== 0) throw new Error('A relay sent part of a message')
    this.#opcode = first & OPCODE_BITS
    const length = payloadLength(header, headerAt)
    this.#leftBytes = length
    const isWanted = this.#opcode >= FIRST_CONTROL || this.onPayload !== null
    if (end - at >= length) {
      this.#leftBytes = 0
      this.#end(chunk, at, at + length)
      return at + length
    }
    this.#payload = isWanted ? new Uint8Array(length) : null
    return at
  }

  #headerIsWhole(): boolean {
    return this.#headerHas >= 2 && this.#headerHas >= headerBytes(this.#header[1] as number)
  }

  #readRest(chunk: Uint8Array, at: number, end: number): number {
    const takenBytes = Math.min(this.#leftBytes, end - at)
    this.#payload?.set(chunk.subarray(at, at + takenBytes), this.#payload.length - this.#leftBytes)
    this.#leftBytes -= takenBytes
    if (this.#leftBytes === 0) {
      const payload = this.#payload
      this.#payload = null
      if (payload === null) this.frames += 1
      else this.#end(payload, 0, payload.length)
    }
    return at + takenBytes
  }

  #end(bytes: Uint8Array, start: number, end: number): void {
    if (this.#opcode >= FIRST_CONTROL) this.#onControl(this.#opcode, bytes.slice(start, end))
    else {
      if (this.#opcode !== OPCODE.binary) throw new Error(`A relay sent a frame of type ${this.#opcode}`)
      this.frames += 1
      this.onPayload?.(bytes, start, end)
    }
  }
}

const headerBytes = (second: number): number => {
  const length = second & LENGTH_BITS
  return length < 126 ? 2 : length === 126 ? 4 : MAX_HEADER_BYTES
}

const payloadLength = (header: Uint8Array, at: number): number => {
  const length = (header[at + 1] as number) & LENGTH_BITS
  if (length < 126) return length
  const count = length === 126 ? 2 : 8
  let total = 0
  for (let i = 0; i < count; i++) total = total * 256 + (header[at + 2 + i] as number)
  return total
}
