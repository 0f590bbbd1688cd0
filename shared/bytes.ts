import { fault, messageOf, ok, type Result } from './result.ts'

// Not by lib0, which writes and reads the same bytes: of its encoder alone a page would load more than all of this, since a bundler
// leaves out none of its fallbacks (docs/decisions/27-size.md).

/** Bytes, and how far they have been read. One of lib0 is one, too. */
export interface Decoder {
  readonly arr: Uint8Array
  pos: number
}

/** Bytes that are written: the first `length` of `bytes`. */
export interface Encoder {
  bytes: Uint8Array
  length: number
}

export const createDecoder = (bytes: Uint8Array): Decoder => ({ arr: bytes, pos: 0 })

/**
 * Runs a reader over bytes from outside. Readers throw at the end of the bytes and at integers that are not safe; here that
 * becomes a fault.
 */
export const readBytes = <Value>(
  bytes: Uint8Array,
  read: (decoder: Decoder) => Value,
): Result<Value, 'bad-bytes'> => {
  try {
    return ok(read(createDecoder(bytes)))
  } catch (error) {
    return fault('bad-bytes', `The bytes cannot be read: ${messageOf(error)}`)
  }
}

/** An integer that was read, or the end of a run of so many. */
export const safe = (value: number): number => {
  if (!Number.isSafeInteger(value)) throw new Error('an integer is out of range')
  return value
}

/** Goes on by so many bytes; gives where they begin. */
const advance = (decoder: Decoder, count: number): number => {
  const start = decoder.pos
  // Looked at here, since Node's buffers share a pool: a view of a length that lies would show what other connections sent.
  if (start + count > decoder.arr.length) throw new Error('the end comes too early')
  decoder.pos += count
  return start
}

export const readByte = (decoder: Decoder): number => {
  const at = advance(decoder, 1)
  return decoder.arr[at] as number
}

/** An unsigned integer, seven bits in a byte, the lowest first; the eighth bit says that more follow. */
export const readUint = (decoder: Decoder): number => {
  let value = 0
  for (let factor = 1; ; factor *= 128) {
    const byte = readByte(decoder)
    value += (byte & 127) * factor
    if (byte < 128) return safe(value)
  }
}

/** `length` bytes, as a view. Rule [WI3] of docs/protocol.md. */
export const readFixed = (decoder: Decoder, length: number): Uint8Array => {
  const start = advance(decoder, length)
  return decoder.arr.subarray(start, decoder.pos)
}

/** A length-prefixed run of bytes, as a view. */
export const readRun = (decoder: Decoder): Uint8Array => readFixed(decoder, readUint(decoder))

// The same in pages, in workers and in Node: this folder has the types of none of them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array }
declare const TextDecoder: new (
  label: 'utf-8',
  options: { readonly fatal: true; readonly ignoreBOM: true },
) => { decode(bytes: Uint8Array): string }

const utf8 = /* @__PURE__ */ new TextEncoder()
const utf8Decoder = /* @__PURE__ */ new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** A length-prefixed text in UTF-8; throws at bytes that are none. */
export const readString = (decoder: Decoder): string => utf8Decoder.decode(readRun(decoder))

/** Bytes that are a text and nothing else. */
export const readText = (bytes: Uint8Array): Result<string, 'bad-bytes'> =>
  readBytes(bytes, () => utf8Decoder.decode(bytes))

/** Nothing may follow: bytes behind a message say that it was read as something that it is not. */
export const readEnd = (decoder: Decoder): void => {
  if (decoder.pos !== decoder.arr.length) throw new Error('bytes are left over')
}

/** How many bytes a text takes. */
export const sizeOf = (text: string): number => utf8.encode(text).length

export const createEncoder = (): Encoder => ({ bytes: new Uint8Array(64), length: 0 })

/** What was written, in bytes of its own. */
export const toBytes = ({ bytes, length }: Encoder): Uint8Array => bytes.slice(0, length)

/** What `write` writes. */
export const encode = (write: (encoder: Encoder) => void): Uint8Array => {
  const encoder = createEncoder()
  write(encoder)
  return toBytes(encoder)
}

/** Makes room for so many more; gives where they begin. */
const extend = (encoder: Encoder, count: number): number => {
  const start = encoder.length
  encoder.length += count
  if (encoder.length > encoder.bytes.length) {
    const { bytes } = encoder
    encoder.bytes = new Uint8Array(encoder.length * 2)
    encoder.bytes.set(bytes)
  }
  return start
}

export const writeByte = (encoder: Encoder, byte: number): void => {
  const at = extend(encoder, 1)
  encoder.bytes[at] = byte
}

export const writeBytes = (encoder: Encoder, bytes: Uint8Array): void => {
  const at = extend(encoder, bytes.length)
  encoder.bytes.set(bytes, at)
}

/** As {@link readUint} reads it. */
export const writeUint = (encoder: Encoder, value: number): void => {
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) writeByte(encoder, 128 | (rest & 127))
  writeByte(encoder, rest)
}

/** A length-prefixed run of bytes. */
export const writeRun = (encoder: Encoder, bytes: Uint8Array): void => {
  writeUint(encoder, bytes.length)
  writeBytes(encoder, bytes)
}

export const writeString = (encoder: Encoder, text: string): void => writeRun(encoder, utf8.encode(text))
