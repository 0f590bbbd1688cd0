import type * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { readByte, readBytes, readUint } from './bytes.ts'
import type { Json, JsonObject } from './json.ts'
import { MESSAGES } from './messages.ts'
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
import { fault, ok, type Result } from './result.ts'
import type { StateChange } from './state-change.ts'

/** Why somebody's entry is removed; the numbers travel. */
export const LEFT = { left: 1, lost: 2, removed: 3 } as const

export type LeftReason = keyof typeof LEFT

const REASONS = new Map<number, LeftReason>(
  Object.entries(LEFT).map(([reason, number]) => [number, reason as LeftReason]),
)

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
  | { readonly kind: 'gone'; readonly shortId: number; readonly reason: LeftReason }

/** The two low bits of an item's first number; the others are the short id. */
const KIND = { move: 0, jump: 1, change: 2, other: 3 } as const
const KINDS = 4

/** The byte after `other`: a whole entry, or the reason of a removal. */
const WHOLE = 0

const OWN_SHORT_ID = 0

/** Reads the body of a presence message. Bounded: an item has no more in it than its bytes; never throws. */
export const readPresence = (body: Uint8Array): Result<PresenceItem[], 'bad-bytes'> =>
  readBytes(body, (decoder) => {
    const items: PresenceItem[] = []
    while (decoder.pos < body.length) items.push(readItem(decoder))
    return items
  })

const readItem = (decoder: decoding.Decoder): PresenceItem => {
  const head = readUint(decoder)
  const shortId = Math.floor(head / KINDS)
  switch (head % KINDS) {
    case KIND.move:
      return { kind: 'change', shortId, change: placed(readUnit(decoder), readUnit(decoder)) }
    case KIND.jump:
      return { kind: 'change', shortId, change: placed(readFar(decoder), readFar(decoder)) }
    case KIND.change:
      return { kind: 'change', shortId, change: readFields(decoder) }
    default:
      return readOther(decoder, shortId)
  }
}

const placed = (x: number, y: number): StateChange => ({ set: { x, y }, cleared: [] })

const readOther = (decoder: decoding.Decoder, shortId: number): PresenceItem => {
  const what = readByte(decoder)
  if (what !== WHOLE) return { kind: 'gone', shortId, reason: REASONS.get(what) ?? 'left' }
  const clientId = readUint(decoder)
  return { kind: 'whole', shortId, clientId, state: readFields(decoder).set }
}

/** Writes items of compact presence, one behind the other. */
export const writeItem = {
  whole(encoder: encoding.Encoder, shortId: number, clientId: number, state: JsonObject): void {
    encoding.writeVarUint(encoder, shortId * KINDS + KIND.other)
    encoding.write(encoder, WHOLE)
    encoding.writeVarUint(encoder, clientId)
    writeFields(encoder, { set: state, cleared: [] })
  },

  change(encoder: encoding.Encoder, shortId: number, change: StateChange): void {
    const { x, y } = change.set
    const isPlace = change.cleared.length === 0 && Object.keys(change.set).length === 2
    if (isPlace && isUnit(x) && isUnit(y)) {
      encoding.writeVarUint(encoder, shortId * KINDS + KIND.move)
      writeUnit(encoder, x)
      writeUnit(encoder, y)
    } else if (isPlace && isBeyond(x) && isBeyond(y)) {
      encoding.writeVarUint(encoder, shortId * KINDS + KIND.jump)
      writeFar(encoder, x)
      writeFar(encoder, y)
    } else {
      encoding.writeVarUint(encoder, shortId * KINDS + KIND.change)
      writeFields(encoder, change)
    }
  },

  gone(encoder: encoding.Encoder, shortId: number, reason: LeftReason): void {
    encoding.writeVarUint(encoder, shortId * KINDS + KIND.other)
    encoding.write(encoder, LEFT[reason])
  },
} as const

const isBeyond = (value: Json | undefined): value is number => isFar(value) && !isUnit(value)

/** The frame of a client that changes its own entry. */
export const writeOwnChange = (change: StateChange): Uint8Array => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, MESSAGES.presence.type)
  writeItem.change(encoder, OWN_SHORT_ID, change)
  return encoding.toUint8Array(encoder)
}

/** Reads what a client says of its own entry: changes, and of nobody else. */
export const readOwnChanges = (body: Uint8Array): Result<StateChange[], 'bad-bytes'> => {
  const items = readPresence(body)
  if (!items.ok) return items
  const changes: StateChange[] = []
  for (const item of items.value) {
    if (item.kind !== 'change' || item.shortId !== OWN_SHORT_ID)
      return fault('bad-bytes', 'A client changes its own entry only.')
    changes.push(item.change)
  }
  return ok(changes)
}

/** A presence message of nobody: the answer where nobody is there, and a sign of life. */
export const NOBODY: Uint8Array = Uint8Array.of(MESSAGES.presence.type)
