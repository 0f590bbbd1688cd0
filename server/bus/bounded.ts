// Values of messages between nodes, read with bounds. Readers throw at what is none; `node-codec` makes a fault of it.
import {
  type Decoder,
  type Encoder,
  readByte,
  readRun,
  readString,
  readUint,
  writeByte,
  writeUint,
} from '../../shared/bytes.ts'
import { ITEMS, NAME_BYTES } from './bounds.ts'

/** A text of at most so many bytes. */
export const readBoundedText = (decoder: Decoder, mostBytes: number): string => {
  const start = decoder.pos
  const text = readString(decoder)
  if (decoder.pos - start > mostBytes + LENGTH_BYTES) throw new Error(`a text is over ${mostBytes} bytes`)
  return text
}

/** What the length of a text may take. */
const LENGTH_BYTES = 4

/** So many of something. */
const readCount = (decoder: Decoder, most: number): number => {
  const count = readUint(decoder)
  if (count > most) throw new Error(`there are over ${most} of one kind`)
  return count
}

/** A list: how many, and each of them. */
export const readList = <Value>(
  decoder: Decoder,
  most: number,
  read: (decoder: Decoder) => Value,
): Value[] => {
  const list: Value[] = []
  for (let left = readCount(decoder, most); left > 0; left--) list.push(read(decoder))
  return list
}

export const writeList = <Value>(
  encoder: Encoder,
  list: readonly Value[],
  write: (encoder: Encoder, value: Value) => void,
): void => {
  writeUint(encoder, list.length)
  for (const value of list) write(encoder, value)
}

export const readFlag = (decoder: Decoder): boolean => {
  const byte = readByte(decoder)
  if (byte > 1) throw new Error('a flag is neither 0 nor 1')
  return byte === 1
}

export const writeFlag = (encoder: Encoder, flag: boolean): void => writeByte(encoder, flag ? 1 : 0)

/** A name that nobody but nodes reads. */
export const readName = (decoder: Decoder): string => readBoundedText(decoder, NAME_BYTES)

export const readNames = (decoder: Decoder): string[] => readList(decoder, ITEMS, readName)

/** Copied: Yjs reads lengths without a look at the end of the view, so the buffer itself must end there. */
export const readUpdate = (decoder: Decoder): Uint8Array => Uint8Array.from(readRun(decoder))
