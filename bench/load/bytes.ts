import * as encoding from 'lib0/encoding'

/** Reads what lies in a part of a buffer, without a copy; beyond the end it throws. */
export class Cursor {
  #bytes: Uint8Array
  at: number
  #end: number

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes
    this.at = at
    this.#end = end
  }

  get isAtEnd(): boolean {
    return this.at >= this.#end
  }

  byte(): number {
    if (this.at >= this.#end) throw new Error('A frame ends too early')
    return this.#bytes[this.at++] as number
  }

  varUint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 0x80
    }
  }

  uint16(): number {
    return this.byte() * 256 + this.byte()
  }

  float32(): number {
    const at = this.skip(4)
    return new DataView(this.#bytes.buffer, this.#bytes.byteOffset + at, 4).getFloat32(0)
  }

  /** Goes on behind `length` bytes and tells where they begin. */
  skip(length: number): number {
    const start = this.at
    if (start + length > this.#end) throw new Error('A length points beyond its frame')
    this.at = start + length
    return start
  }

  /** The part that `varBytes` names, as a copy. */
  varBytes(): Uint8Array {
    const length = this.varUint()
    const start = this.skip(length)
    return this.#bytes.slice(start, start + length)
  }
}

/** The bytes that `write` writes with lib0. */
export const encode = (write: (encoder: encoding.Encoder) => void): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}
