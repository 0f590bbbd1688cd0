// Yjs's update encoding 1, read struct by struct without a document: where the bytes of each are, and what it refers to.
import * as decoding from 'lib0/decoding'
import { decodeUtf8 } from 'lib0/string'
import { createDecoder, type Decoder, readByte, readFixed, readRun, readUint, safe } from './bytes.ts'

/** One place in what a client has written. */
export interface Id {
  readonly client: number
  readonly clock: number
}

/** What a struct holds; the numbers are those of the encoding. */
export const CONTENT = {
  garbage: 0,
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
  skip: 10,
} as const
/** The lower five bits of a struct's first byte are its content, and three more say what comes before that. */
const CONTENT_BITS = 31
export const HAS_ORIGIN = 128
export const HAS_RIGHT_ORIGIN = 64
export const HAS_KEY = 32

/** Types whose name is a part of them. */
const XML_ELEMENT = 3
const XML_HOOK = 5

/** A struct where it stands in an update. */
export interface Struct extends Id {
  readonly length: number
  readonly info: number
  /** What it cannot be applied without. */
  readonly needs: readonly Id[]
  readonly rightOrigin: Id | null
  /** How many values its content has, those inside of others too. */
  readonly values: number
  /** How many the largest of its elements is. */
  readonly largest: number
  /** Its bytes: from `start`, the content from `content`, to `end`. */
  readonly start: number
  readonly content: number
  readonly end: number
}

/** A run of deletions. */
export interface Deletion extends Id {
  readonly length: number
}

export const contentOf = ({ info }: { readonly info: number }): number => info & CONTENT_BITS

/** Null where a struct with much in it is not read to its end yet. */
export type Read = { readonly struct: Struct } | { readonly deletion: Deletion } | null

/** Gives each struct and then each deletion of an update. Throws where the bytes are no update. */
export function* readUpdate(update: Uint8Array): Generator<Read, void> {
  const decoder = createDecoder(update)
  for (let sections = readUint(decoder); sections > 0; sections--) {
    const count = readUint(decoder)
    const client = readUint(decoder)
    let clock = readUint(decoder)
    for (let index = 0; index < count; index++) {
      const struct = yield* readStruct(decoder, client, clock)
      clock = safe(clock + struct.length)
      yield { struct }
    }
  }
  for (let clients = readUint(decoder); clients > 0; clients--) {
    const client = readUint(decoder)
    for (let ranges = readUint(decoder); ranges > 0; ranges--) {
      const deletion = { client, clock: readUint(decoder), length: readUint(decoder) }
      safe(deletion.clock + deletion.length)
      yield { deletion }
    }
  }
}

function* readStruct(decoder: Decoder, client: number, clock: number): Generator<null, Struct> {
  const start = decoder.pos
  const info = readByte(decoder)
  const kind = contentOf({ info })
  const isItem = kind !== CONTENT.garbage && kind !== CONTENT.skip
  const place = isItem ? readPlace(decoder, info) : NO_PLACE
  const content = decoder.pos
  const isList = kind === CONTENT.any || kind === CONTENT.json
  const read = isList
    ? yield* readElements(decoder, kind, readUint(decoder))
    : kind === CONTENT.string
      ? yield* readText(readRun(decoder))
      : readContent(decoder, kind)
  return { client, clock, ...read, info, ...place, start, content, end: decoder.pos }
}

type Place = Pick<Struct, 'needs' | 'rightOrigin'>

const NO_PLACE: Place = { needs: [], rightOrigin: null }

const readPlace = (decoder: Decoder, info: number): Place => {
  const needs: Id[] = []
  if ((info & HAS_ORIGIN) !== 0) needs.push(readId(decoder))
  const rightOrigin = (info & HAS_RIGHT_ORIGIN) === 0 ? null : readId(decoder)
  if (rightOrigin !== null) needs.push(rightOrigin)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) {
    // The parent is a type of the document, by its name, or an item that holds a type.
    if (readUint(decoder) === 1) readRun(decoder)
    else needs.push(readId(decoder))
    if ((info & HAS_KEY) !== 0) readRun(decoder)
  }
  return { needs, rightOrigin }
}

const readId = (decoder: Decoder): Id => ({ client: readUint(decoder), clock: readUint(decoder) })

interface Content {
  /** In clocks. */
  readonly length: number
  readonly values: number
  readonly largest: number
}

const contentWith = (length: number, values = 0, largest = values): Content => ({ length, values, largest })

const readContent = (decoder: Decoder, kind: number): Content => {
  switch (kind) {
    case CONTENT.garbage:
    case CONTENT.deleted:
    case CONTENT.skip:
      return contentWith(readUint(decoder))
    case CONTENT.embed:
      return contentWith(1, valuesOfJson(readRun(decoder)))
    case CONTENT.format:
      readRun(decoder)
      return contentWith(1, valuesOfJson(readRun(decoder)))
    case CONTENT.type: {
      const type = readUint(decoder)
      if (type === XML_ELEMENT || type === XML_HOOK) readRun(decoder)
      return contentWith(1)
    }
    case CONTENT.doc:
      readRun(decoder)
      return contentWith(1, readElement(decoder, kind))
    case CONTENT.binary:
      readRun(decoder)
      return contentWith(1)
    default:
      throw new Error('a struct has a content that nobody knows')
  }
}

/** So much of a text is read in one step. */
const TEXT_BYTES = 1024 * 1024

function* readText(text: Uint8Array): Generator<null, Content> {
  let length = 0
  for (let at = 0; at < text.length; ) {
    let end = Math.min(at + TEXT_BYTES, text.length)
    // No character is divided.
    while (end < text.length && ((text[end] ?? 0) & 0xc0) === 0x80) end += 1
    length += decodeUtf8(text.subarray(at, end)).length
    at = end
    if (at < text.length) yield null
  }
  return contentWith(length)
}

/** Reads over one element of a content that has several, and gives how many values it is. */
export const readElement = (decoder: Decoder, kind: number): number => {
  const reading = readElements(decoder, kind, 1)
  for (;;) {
    const { done, value } = reading.next()
    if (done) return value.values
  }
}

/** So many values are read in one step. */
const VALUES_AT_ONCE = 10_000

function* readElements(decoder: Decoder, kind: number, count: number): Generator<null, Content> {
  let values = 0
  let largest = 0
  for (let index = 0; index < count; index++) {
    const before = values
    for (const more of kind === CONTENT.json ? [valuesOfJson(readRun(decoder))] : readAny(decoder)) {
      values += more
      if (values % VALUES_AT_ONCE === 0) yield null
    }
    largest = Math.max(largest, values - before)
  }
  return contentWith(count, values, largest)
}

const BRACKET = 91
const BRACE = 123
const COMMA = 44

/** At most so many values are in a text of JSON: each but the first stands behind one of three signs. */
const valuesOfJson = (json: Uint8Array): number => {
  let values = 1
  for (let at = 0; at < json.length; at++) {
    const byte = json[at]
    if (byte === BRACKET || byte === BRACE || byte === COMMA) values += 1
  }
  return values
}

/** How lib0 writes a value: its first byte says what it is. */
const ANY = {
  bytes: 116,
  array: 117,
  object: 118,
  text: 119,
  bigint: 122,
  float64: 123,
  float32: 124,
  integer: 125,
}

/** Reads over a value of lib0, without recursion of its own; counts each value in it. */
function* readAny(decoder: Decoder): Generator<number, void> {
  /** For each open object or array: how many more it has, and whether they have keys. */
  const open: { left: number; readonly isObject: boolean }[] = [{ left: 1, isObject: false }]
  for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
    if (last.left === 0) {
      open.pop()
      continue
    }
    last.left -= 1
    if (last.isObject) readRun(decoder)
    const kind = readByte(decoder)
    if (kind === ANY.object || kind === ANY.array)
      open.push({ left: readUint(decoder), isObject: kind === ANY.object })
    else readSimple(decoder, kind)
    yield 1
  }
}

const readSimple = (decoder: Decoder, kind: number): void => {
  if (kind === ANY.bytes || kind === ANY.text) readRun(decoder)
  else if (kind === ANY.bigint || kind === ANY.float64) readFixed(decoder, 8)
  else if (kind === ANY.float32) readFixed(decoder, 4)
  else if (kind === ANY.integer) decoding.readVarInt(decoder)
  // True, false, null and undefined have no more bytes.
  else if (kind < 120) throw new Error('a value is of a kind that nobody knows')
}
