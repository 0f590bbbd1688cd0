import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import * as string from 'lib0/string'
import { fault, messageOf, ok, type Result } from './result.ts'

/**
 * Runs a reader over bytes from outside. lib0 throws at the end of the bytes and at integers that are not safe;
 * here that becomes a fault.
 */
export const readBytes = <Value>(
  bytes: Uint8Array,
  read: (decoder: decoding.Decoder) => Value,
): Result<Value, 'bad-bytes'> => {
  try {
    return ok(read(decoding.createDecoder(bytes)))
  } catch (error) {
    return fault('bad-bytes', `The bytes cannot be read: ${messageOf(error)}`)
  }
}

/** An integer that was read, or the end of a run of so many. */
export const safe = (value: number): number => {
  if (!Number.isSafeInteger(value)) throw new Error('an integer is out of range')
  return value
}

/** An unsigned integer. lib0 looks at its size too early and lets some pass that no reader of ours would take. */
export const readUint = (decoder: decoding.Decoder): number => safe(decoding.readVarUint(decoder))

/**
 * `length` bytes, as a view. lib0's own readers make a view of the underlying ArrayBuffer without looking at the end of the
 * message, and Node's buffers share a pool: a length that lies would read what other connections sent. Rule [WI3] of
 * docs/protocol.md.
 */
export const readFixed = (decoder: decoding.Decoder, length: number): Uint8Array => {
  const end = decoder.pos + length
  if (end > decoder.arr.length) throw new Error('the end comes too early')
  const bytes = decoder.arr.subarray(decoder.pos, end)
  decoder.pos = end
  return bytes
}

/** A length-prefixed run of bytes, as a view. */
export const readRun = (decoder: decoding.Decoder): Uint8Array => readFixed(decoder, readUint(decoder))

/** A length-prefixed text in UTF-8; throws at bytes that are none. */
export const readString = (decoder: decoding.Decoder): string => string.decodeUtf8(readRun(decoder))

export const writeString = (encoder: encoding.Encoder, text: string): void =>
  encoding.writeVarUint8Array(encoder, string.encodeUtf8(text))

/** Bytes that are a text and nothing else. */
export const readText = (bytes: Uint8Array): Result<string, 'bad-bytes'> =>
  readBytes(bytes, () => string.decodeUtf8(bytes))

export const readByte = (decoder: decoding.Decoder): number => {
  const byte = decoder.arr[decoder.pos]
  if (byte === undefined) throw new Error('the end comes too early')
  decoder.pos += 1
  return byte
}

/** Nothing may follow: bytes behind a message say that it was read as something that it is not. */
export const readEnd = (decoder: decoding.Decoder): void => {
  if (decoder.pos !== decoder.arr.length) throw new Error('bytes are left over')
}
