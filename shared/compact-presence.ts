import {
  type Decoder,
  type Encoder,
  encode,
  readByte,
  readBytes,
  readUint,
  writeByte,
  writeUint,
} from './bytes.ts'
import type { Json, JsonObject } from './json.ts'
import * as TYPE from './message-types.ts'
import {
  isFar,
  isUnit,
  readFar,
  readFields,
  readUnit,
  writeFar,
  writeFields,
  writeUnit,
} from './presence-fields.ts'
import type { Result } from './result.ts'
import type { StateChange } from './state-change.ts'

/** The numbers travel. */
const GONE: Readonly<Record<GoneReason, number>> = { left: 1, lost: 2, removed: 3, hidden: 4 }

/** Why an entry of presence has ended: its client said goodbye, was lost, or was removed by a host. */
export type LeftReason = 'left' | 'lost' | 'removed'

/** Why a receiver hears no more of an entry: it has ended, or it is one of a crowd that the receiver does not see. */
export type GoneReason = LeftReason | 'hidden'

/** Each at its number; any other is hidden. */
const REASONS: readonly (LeftReason | undefined)[] = [undefined, 'left', 'lost', 'removed']

/**
 * One item of compact presence: what happens to the entry with a short id, the number that a whole entry gives it. From a
 * client it is 0 and means its own entry.
 */
export type PresenceItem =
  | {
      readonly kind: 'whole'
      readonly shortId: number
      readonly clientId: number
      readonly state: JsonObject
    }
  | { readonly kind: 'change'; readonly shortId: number; readonly change: StateChange }
  | { readonly kind: 'gone'; readonly shortId: number; readonly reason: GoneReason }

/** The two low bits of an item's first number; the others are the short id. */
const MOVE = 0
const JUMP = 1
const CHANGE = 2
const OTHER = 3
const KINDS = 4

/** The byte after `other`: a whole entry, or the reason of a removal. */
const WHOLE = 0

const OWN_SHORT_ID = 0

/**
 * Reads the body of a presence message, which stands behind its type. Bounded: an item has no more in it than its bytes; never
 * throws.
 *
 * @example
 * ```ts
 * import { readPresence } from 'homeroom/protocol'
 *
 * const items = readPresence(Uint8Array.of()) // nobody is there
 * console.log(items.ok && items.value.length)
 * ```
 */
export const readPresence = (body: Uint8Array): Result<PresenceItem[], 'bad-bytes'> =>
  readBytes(body, (decoder) => {
    const items: PresenceItem[] = []
    while (decoder.pos < body.length) items.push(readItem(decoder))
    return items
  })

const readItem = (decoder: Decoder): PresenceItem => {
  const head = readUint(decoder)
  const shortId = Math.floor(head / KINDS)
  const kind = head % KINDS
  return kind === OTHER
    ? readOther(decoder, shortId)
    : { kind: 'change', shortId, change: readChange(decoder, kind) }
}

const readChange = (decoder: Decoder, kind: number): StateChange => {
  if (kind === MOVE) return { set: { x: readUnit(decoder), y: readUnit(decoder) }, cleared: NONE }
  if (kind === JUMP) return { set: { x: readFar(decoder), y: readFar(decoder) }, cleared: NONE }
  return readFields(decoder)
}

const NONE: readonly never[] = []

const readOther = (decoder: Decoder, shortId: number): PresenceItem => {
  const what = readByte(decoder)
  if (what !== WHOLE) return { kind: 'gone', shortId, reason: REASONS[what] ?? 'hidden' }
  const clientId = readUint(decoder)
  return { kind: 'whole', shortId, clientId, state: readFields(decoder).set }
}

/** Writes an item that changes an entry. */
const writeChange = (encoder: Encoder, shortId: number, change: StateChange): void => {
  const { x, y } = change.set
  const isPlace = isPlaceAlone(change)
  if (isPlace && isUnit(x) && isUnit(y)) {
    writeUint(encoder, shortId * KINDS + MOVE)
    writeUnit(encoder, x)
    writeUnit(encoder, y)
  } else if (isPlace && isBeyond(x) && isBeyond(y)) {
    writeUint(encoder, shortId * KINDS + JUMP)
    writeFar(encoder, x)
    writeFar(encoder, y)
  } else {
    writeUint(encoder, shortId * KINDS + CHANGE)
    writeFields(encoder, change)
  }
}

/** Writes items of compact presence, one behind the other. */
export const writeItem = {
  whole(encoder: Encoder, shortId: number, clientId: number, state: JsonObject): void {
    writeUint(encoder, shortId * KINDS + OTHER)
    writeByte(encoder, WHOLE)
    writeUint(encoder, clientId)
    writeFields(encoder, { set: state, cleared: [] })
  },

  change: writeChange,

  gone(encoder: Encoder, shortId: number, reason: GoneReason): void {
    writeUint(encoder, shortId * KINDS + OTHER)
    writeByte(encoder, GONE[reason])
  },
} as const

/** True where a change is of x or y, and of nothing else, as most are. */
export const isPlaceAlone = ({ set, cleared }: StateChange): boolean => {
  for (const field in set) if (field !== 'x' && field !== 'y') return false
  return cleared.length === 0
}

const isBeyond = (value: Json | undefined): value is number => isFar(value) && !isUnit(value)

/** The frame of a client that changes its own entry. */
export const writeOwnChange = (change: StateChange): Uint8Array =>
  encode((encoder) => {
    writeUint(encoder, TYPE.presence)
    writeChange(encoder, OWN_SHORT_ID, change)
  })

/** Reads what a client says of its own entry: changes, and of nobody else. Throws at bytes that are none. */
export const decodeOwnChanges = (decoder: Decoder): readonly StateChange[] => {
  if (decoder.pos === decoder.arr.length) return NONE
  // Nearly always there is one: an array that is pushed to takes memory for many.
  const changes = [readOwnChange(decoder)]
  while (decoder.pos < decoder.arr.length) changes.push(readOwnChange(decoder))
  return changes
}

const readOwnChange = (decoder: Decoder): StateChange => {
  const head = readUint(decoder)
  if (Math.floor(head / KINDS) !== OWN_SHORT_ID || head % KINDS === OTHER)
    throw new Error('a client changes its own entry only')
  return readChange(decoder, head % KINDS)
}

/** A presence message of nobody: the answer where nobody is there, and a sign of life. */
export const NOBODY: Uint8Array = /* @__PURE__ */ Uint8Array.of(TYPE.presence)
