// What stands in single messages of nodes.
import {
  type Decoder,
  type Encoder,
  readByte,
  readRun,
  readUint,
  writeByte,
  writeRun,
  writeString,
  writeUint,
} from '../../shared/bytes.ts'
import {
  CLOSES,
  type CloseName,
  encodeSignal,
  isJsonObject,
  isRole,
  isRoleName,
  type Rules,
  readJson,
  readSignals,
  SIGNAL_RECEIVERS,
  type Standing,
} from '../../shared/index.ts'
import { readBoundedText, readFlag, readList, readName, readUpdate, writeFlag, writeList } from './bounded.ts'
import { IDENTITY_BYTES, JSON_DEPTH, STATE_VECTOR_BYTES } from './bounds.ts'
import { readItems } from './node-items.ts'
import type { Here, KeptHandNews, LoweredHandNews, NodeSignal, WholeItem } from './node-message.ts'

export const readVector = (decoder: Decoder): Uint8Array => {
  const vector = readUpdate(decoder)
  if (vector.length > STATE_VECTOR_BYTES)
    throw new Error(`a state vector is over ${STATE_VECTOR_BYTES} bytes`)
  return vector
}

export const readEntries = (decoder: Decoder): WholeItem[] =>
  readItems(decoder).map((item) => {
    if (item.kind !== 'whole') throw new Error('an entry is not whole')
    return item
  })

const KEPT = 0
const LOWERED = 1

export const writeHand = (encoder: Encoder, hand: Here['hands'][number]): void => {
  writeByte(encoder, hand.kind === 'kept' ? KEPT : LOWERED)
  writeUint(encoder, hand.clientId)
  if (hand.kind === 'kept') {
    writeString(encoder, hand.person)
    writeUint(encoder, hand.handAtMs)
    writeUint(encoder, hand.forMs)
  } else writeUint(encoder, hand.clock)
}

export const readHand = (decoder: Decoder): KeptHandNews | LoweredHandNews => {
  const kind = readByte(decoder)
  if (kind > LOWERED) throw new Error('a hand is neither kept nor lowered')
  const clientId = readUint(decoder)
  if (kind === LOWERED) return { kind: 'lowered', clientId, clock: readUint(decoder) }
  return {
    kind: 'kept',
    clientId,
    person: readBoundedText(decoder, IDENTITY_BYTES),
    handAtMs: readUint(decoder),
    forMs: readUint(decoder),
  }
}

export const writeSignal = (encoder: Encoder, { signal, to }: NodeSignal): void => {
  writeRun(encoder, encodeSignal(signal))
  writeFlag(encoder, to !== null)
  if (to !== null) writeList(encoder, to, writeUint)
}

export const readSignal = (decoder: Decoder): NodeSignal => {
  const signals = readSignals(readRun(decoder))
  const [signal, another] = signals.ok ? signals.value : []
  if (signal === undefined || another !== undefined) throw new Error('a signal is no signal')
  return { signal, to: readFlag(decoder) ? readList(decoder, SIGNAL_RECEIVERS, readUint) : null }
}

export const writeRules = (encoder: Encoder, { follow, reactionsMuted, locked }: Rules): void => {
  writeUint(encoder, follow === null ? 0 : follow + 1)
  writeFlag(encoder, reactionsMuted)
  writeFlag(encoder, locked)
}

export const readRules = (decoder: Decoder): Rules => {
  const follow = readUint(decoder)
  return {
    follow: follow === 0 ? null : follow - 1,
    reactionsMuted: readFlag(decoder),
    locked: readFlag(decoder),
  }
}

export const readStanding = (decoder: Decoder): Standing => {
  const standing = readJson(readBoundedText(decoder, IDENTITY_BYTES), JSON_DEPTH)
  const { role, rights } = isJsonObject(standing) ? standing : {}
  if (!isRoleName(role) || !(rights === undefined || isRole(rights))) throw new Error('a role is no role')
  return { role, ...(rights !== undefined && { rights }) }
}

export const readReason = (decoder: Decoder): CloseName | 'silent' => {
  const reason = readName(decoder)
  if (reason !== 'silent' && !Object.hasOwn(CLOSES, reason)) throw new Error('a close has no such reason')
  return reason as CloseName | 'silent'
}
