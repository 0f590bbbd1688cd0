import {
  type Decoder,
  type Encoder,
  readByte,
  readFixed,
  readString,
  readUint,
  writeByte,
  writeBytes,
  writeString,
  writeUint,
} from './bytes.ts'
import { type Json, type JsonObject, readJson } from './json.ts'
import { STATE_DEPTH } from './limits.ts'
import { type Pack, PRESENCE_FIELDS } from './presence.ts'
import type { StateChange } from './state-change.ts'
import { isWellFormed, toWellFormed } from './well-formed.ts'

/**
 * A place within 0..1 travels in 16 bits, in steps of 1/50 000: a third of a pixel on a screen of 16 384. Not 1/65 535,
 * since then what people write by hand, 0.5 and 0.25, would come out as something else.
 */
const UNIT_STEPS = 50_000
const UNIT_MAX = 0xffff / UNIT_STEPS

/** The byte before a coordinate. */
const UNIT = 0
const FAR = 1

type Packed = Exclude<Pack, 'rest'>

const ROWS = Object.entries(PRESENCE_FIELDS).flatMap(([key, pack], index) =>
  pack === 'rest' ? [] : [{ key, pack, bit: 2 ** index }],
)
const ROW_OF_KEY = new Map(ROWS.map((row) => [row.key, row]))

/** One level less than a whole state may have: the value is inside of one. */
const VALUE_DEPTH = STATE_DEPTH - 1

/** Fields that are no row of the table, and values of another type than their row's. */
const REST_BIT = 2 ** ROWS.length

/** What 16 bits hold. */
export const isUnit = (value: Json | undefined): value is number =>
  typeof value === 'number' && value >= 0 && value <= UNIT_MAX

/** What a float of 32 bits holds. */
export const isFar = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isFinite(Math.fround(value))

export const writeUnit = (encoder: Encoder, value: number): void => {
  const steps = Math.round(value * UNIT_STEPS)
  writeByte(encoder, steps >> 8)
  writeByte(encoder, steps & 255)
}

export const readUnit = (decoder: Decoder): number =>
  (readByte(decoder) * 256 + readByte(decoder)) / UNIT_STEPS

/** A float of 32 bits, big-endian: nobody here knows the unit, so the precision is relative. */
export const writeFar = (encoder: Encoder, value: number): void => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value)
  writeBytes(encoder, bytes)
}

export const readFar = (decoder: Decoder): number => {
  const bytes = readFixed(decoder, 4)
  const value = new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0)
  if (!Number.isFinite(value)) throw new Error('a coordinate is no number')
  return value
}

interface Packer {
  readonly fits: (value: Json) => boolean
  readonly write: (encoder: Encoder, value: never) => void
  readonly read: (decoder: Decoder) => Json
}

const PACKERS: Readonly<Record<Packed, Packer>> = {
  coordinate: {
    fits: isFar,
    write(encoder, value: number) {
      writeByte(encoder, isUnit(value) ? UNIT : FAR)
      if (isUnit(value)) writeUnit(encoder, value)
      else writeFar(encoder, value)
    },
    read: (decoder) => (readByte(decoder) === UNIT ? readUnit(decoder) : readFar(decoder)),
  },
  text: {
    fits: (value) => typeof value === 'string' && isWellFormed(value),
    write: (encoder, value: string) => writeString(encoder, value),
    read: readString,
  },
  flag: {
    fits: (value) => typeof value === 'boolean',
    write: (encoder, value: boolean) => writeByte(encoder, value ? 1 : 0),
    read: (decoder) => readByte(decoder) === 1,
  },
  time: {
    fits: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
    write: (encoder, value: number) => writeUint(encoder, value),
    read: readUint,
  },
  json: {
    fits: () => true,
    write: (encoder, value: Json) => writeString(encoder, JSON.stringify(value)),
    read: (decoder) => readJson(readString(decoder), VALUE_DEPTH),
  },
}

/**
 * `varUint(set) varUint(cleared)`, a bit for each row of the field table and one for the rest; then the set values in
 * the order of the table; then the rest as `varUint(count)` and `varString(key) varString(JSON)` of each, empty where
 * the field is gone.
 */
export const writeFields = (encoder: Encoder, { set, cleared }: StateChange): void => {
  let setBits = 0
  let clearedBits = 0
  const rest: [key: string, json: string][] = []
  for (const [key, value] of Object.entries(set)) {
    const row = ROW_OF_KEY.get(key)
    if (row !== undefined && PACKERS[row.pack].fits(value)) setBits += row.bit
    else rest.push([key, JSON.stringify(value)])
  }
  for (const key of cleared) {
    const row = ROW_OF_KEY.get(key)
    if (row === undefined) rest.push([key, ''])
    else clearedBits += row.bit
  }
  writeUint(encoder, setBits + (rest.length > 0 ? REST_BIT : 0))
  writeUint(encoder, clearedBits)
  for (const { key, pack, bit } of ROWS) if (setBits & bit) PACKERS[pack].write(encoder, set[key] as never)
  if (rest.length === 0) return
  writeUint(encoder, rest.length)
  for (const [key, json] of rest) {
    writeString(encoder, toWellFormed(key))
    writeString(encoder, json)
  }
}

export const readFields = (decoder: Decoder): StateChange => {
  const setBits = readUint(decoder)
  const clearedBits = readUint(decoder)
  if (setBits >= REST_BIT * 2 || clearedBits >= REST_BIT) throw new Error('a field has no row')
  const set: JsonObject = {}
  const cleared: string[] = []
  for (const { key, pack, bit } of ROWS) {
    if (setBits & bit) set[key] = PACKERS[pack].read(decoder)
    if (clearedBits & bit) cleared.push(key)
  }
  for (let left = setBits & REST_BIT ? readUint(decoder) : 0; left > 0; left--) {
    const key = readString(decoder)
    const json = readString(decoder)
    // Set like another key, this one would become the prototype.
    if (key === '__proto__') continue
    if (json === '') cleared.push(key)
    else set[key] = readJson(json, VALUE_DEPTH)
  }
  return { set, cleared }
}
