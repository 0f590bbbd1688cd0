// The bytes of presence between nodes: as the compact wire, but nothing is rounded, since every node shall have the same state.
import {
  type Decoder,
  type Encoder,
  readByte,
  readUint,
  writeByte,
  writeString,
  writeUint,
} from '../../shared/bytes.ts'
import {
  type Identity,
  isJsonObject,
  isPlaceAlone,
  isRole,
  isRoleName,
  type Json,
  type LeftReason,
  readJson,
  STATE_DEPTH,
  type StateChange,
} from '../../shared/index.ts'
import { isFar, isUnit, readFields, readUnit, writeFields, writeUnit } from '../../shared/presence-fields.ts'
import { isWellFormed } from '../../shared/well-formed.ts'
import { readBoundedText, readFlag, readList, writeFlag, writeList } from './bounded.ts'
import { FIELDS_BYTES, IDENTITY_BYTES, ITEMS, JSON_DEPTH, NAME_BYTES } from './bounds.ts'
import type { NodeItem, WholeItem } from './node-message.ts'

/** The two low bits of an item's first number; the others are the slot. */
const GONE = 0
const WHOLE = 1
const MOVE = 2
const CHANGE = 3
const KINDS = 4

/** How a change is written: as the fields of compact presence, or as JSON where those would not hold it exactly. */
const FIELDS = 0
const JSON_TEXT = 1

const REASONS = ['left', 'lost', 'removed'] as const satisfies readonly LeftReason[]

export const writeItems = (encoder: Encoder, items: readonly NodeItem[]): void =>
  writeList(encoder, items, writeItem)

export const readItems = (decoder: Decoder): NodeItem[] => readList(decoder, ITEMS, readItem)

const writeItem = (encoder: Encoder, item: NodeItem): void => {
  const { slot } = item
  if (item.kind === 'gone') {
    writeUint(encoder, slot * KINDS + GONE)
    writeByte(encoder, REASONS.indexOf(item.reason))
  } else if (item.kind === 'whole') {
    writeUint(encoder, slot * KINDS + WHOLE)
    writeWhole(encoder, item)
  } else if (isExactMove(item.change)) {
    const { x, y } = item.change.set
    writeUint(encoder, slot * KINDS + MOVE)
    writeUnit(encoder, x as number)
    writeUnit(encoder, y as number)
  } else {
    writeUint(encoder, slot * KINDS + CHANGE)
    writeChange(encoder, item.change)
  }
}

const readItem = (decoder: Decoder): NodeItem => {
  const head = readUint(decoder)
  const slot = Math.floor(head / KINDS)
  switch (head % KINDS) {
    case GONE:
      return { kind: 'gone', slot, reason: readReason(decoder) }
    case WHOLE:
      return readWhole(decoder, slot)
    case MOVE:
      return {
        kind: 'change',
        slot,
        change: { set: { x: readUnit(decoder), y: readUnit(decoder) }, cleared: [] },
      }
    default:
      return { kind: 'change', slot, change: readChange(decoder) }
  }
}

const readReason = (decoder: Decoder): LeftReason => {
  const reason = REASONS[readByte(decoder)]
  if (reason === undefined) throw new Error('an entry ends for no reason')
  return reason
}

/** What follows the slot of a whole entry. */
const writeWhole = (encoder: Encoder, item: WholeItem): void => {
  writeUint(encoder, item.clientId)
  writeUint(encoder, item.bornClock)
  writeFlag(encoder, item.isAnnounced)
  writeString(encoder, item.connection)
  const { id, name, role, rights, mayRename } = item.identity
  writeString(encoder, JSON.stringify({ id, name, role, rights, mayRename }))
  writeChange(encoder, { set: item.state, cleared: [] })
}

const readWhole = (decoder: Decoder, slot: number): WholeItem => ({
  kind: 'whole',
  slot,
  clientId: readUint(decoder),
  bornClock: readUint(decoder),
  isAnnounced: readFlag(decoder),
  connection: readBoundedText(decoder, NAME_BYTES),
  identity: readIdentity(decoder),
  state: readChange(decoder).set,
})

const readIdentity = (decoder: Decoder): Identity => {
  const identity = readJson(readBoundedText(decoder, IDENTITY_BYTES), JSON_DEPTH)
  if (!isJsonObject(identity)) throw new Error('an identity is no object')
  const { id, name, role, rights, mayRename } = identity
  const isIdentity =
    isTextOrNull(id) &&
    isTextOrNull(name) &&
    isRoleName(role) &&
    (rights === undefined || isRole(rights)) &&
    typeof mayRename === 'boolean'
  if (!isIdentity) throw new Error('an identity lacks something')
  return { id, name, role, ...(rights !== undefined && { rights }), mayRename }
}

const isTextOrNull = (value: Json | undefined): value is string | null =>
  value === null || typeof value === 'string'

const writeChange = (encoder: Encoder, change: StateChange): void => {
  if (isExactAsFields(change)) {
    writeByte(encoder, FIELDS)
    writeFields(encoder, change)
  } else {
    writeByte(encoder, JSON_TEXT)
    writeString(encoder, JSON.stringify([change.set, change.cleared]))
  }
}

const readChange = (decoder: Decoder): StateChange => {
  const start = decoder.pos
  const change = readByte(decoder) === FIELDS ? readFields(decoder) : readJsonChange(decoder)
  if (decoder.pos - start > FIELDS_BYTES) throw new Error(`a state is over ${FIELDS_BYTES} bytes`)
  return change
}

const readJsonChange = (decoder: Decoder): StateChange => {
  const json = readJson(readBoundedText(decoder, FIELDS_BYTES), STATE_DEPTH + 1)
  const [set, cleared] = Array.isArray(json) ? json : []
  if (!isJsonObject(set) || !Array.isArray(cleared) || !cleared.every((key) => typeof key === 'string'))
    throw new Error('a change is no change')
  return { set, cleared: cleared as string[] }
}

const isExactMove = (change: StateChange): boolean => {
  const { x, y } = change.set
  return isPlaceAlone(change) && isUnit(x) && isUnit(y) && isExact(x) && isExact(y)
}

/** Coordinates of other makes have more digits than the compact wire, and a name of a field may be no text of UTF-8. */
const isExactAsFields = ({ set, cleared }: StateChange): boolean => {
  const keys = [...Object.keys(set), ...cleared]
  return isExact(set.x) && isExact(set.y) && keys.every(isWellFormed)
}

const isExact = (value: Json | undefined): boolean => {
  if (!isFar(value)) return true
  return isUnit(value) ? readBack(value) === value : Math.fround(value) === value
}

/** What 16 bits make of a coordinate. */
const readBack = (value: number): number => {
  const encoder = { bytes: new Uint8Array(2), length: 0 }
  writeUnit(encoder, value)
  return readUnit({ arr: encoder.bytes, pos: 0 })
}
