// The bytes of what nodes say about a room: a number for the kind, and what the kind has. docs/protocol.md has the table.
import {
  createDecoder,
  type Decoder,
  type Encoder,
  encode,
  readByte,
  readEnd,
  readUint,
  writeByte,
  writeRun,
  writeString,
  writeUint,
} from '../../shared/bytes.ts'
import { fault, messageOf, ok, type Result } from '../../shared/index.ts'
import { readFlag, readList, readName, readNames, readUpdate, writeFlag, writeList } from './bounded.ts'
import { ITEMS, NODE_MESSAGE_BYTES, SIGNALS } from './bounds.ts'
import { readItems, writeItems } from './node-items.ts'
import type { NodeMessage, NodeMessageKind } from './node-message.ts'
import {
  readEntries,
  readHand,
  readReason,
  readRules,
  readSignal,
  readStanding,
  readVector,
  writeHand,
  writeRules,
  writeSignal,
} from './node-values.ts'

type MessageOf<Kind extends NodeMessageKind> = Extract<NodeMessage, { readonly kind: Kind }>

interface Row<Kind extends NodeMessageKind> {
  readonly number: number
  write(encoder: Encoder, message: MessageOf<Kind>): void
  read(decoder: Decoder): MessageOf<Kind>
}

/** The numbers travel. */
const ROWS: { readonly [Kind in NodeMessageKind]: Row<Kind> } = {
  hello: {
    number: 1,
    write(encoder, { epoch, policyVersion }) {
      writeString(encoder, epoch)
      writeUint(encoder, policyVersion)
    },
    read: (decoder) => ({
      kind: 'hello',
      epoch: readName(decoder),
      policyVersion: readUint(decoder),
    }),
  },
  here: {
    number: 2,
    write(encoder, { presence, hands, count, updates, stored, policyVersion, epoch }) {
      writeUint(encoder, presence.clock)
      writeItems(encoder, presence.entries)
      writeList(encoder, hands, writeHand)
      for (const number of [count, updates, stored, policyVersion]) writeUint(encoder, number)
      writeString(encoder, epoch)
    },
    read: (decoder) => ({
      kind: 'here',
      presence: { clock: readUint(decoder), entries: readEntries(decoder) },
      hands: readList(decoder, ITEMS, readHand),
      count: readUint(decoder),
      updates: readUint(decoder),
      stored: readUint(decoder),
      policyVersion: readUint(decoder),
      epoch: readName(decoder),
    }),
  },
  presence: {
    number: 3,
    write(encoder, { clock, count, items }) {
      writeUint(encoder, clock)
      writeUint(encoder, count)
      writeItems(encoder, items)
    },
    read: (decoder) => ({
      kind: 'presence',
      clock: readUint(decoder),
      count: readUint(decoder),
      items: readItems(decoder),
    }),
  },
  update: {
    number: 4,
    write(encoder, { update, upTo }) {
      writeUint(encoder, upTo)
      writeRun(encoder, update)
    },
    read: (decoder) => ({ kind: 'update', upTo: readUint(decoder), update: readUpdate(decoder) }),
  },
  ask: {
    number: 5,
    write(encoder, { stateVector }) {
      writeFlag(encoder, stateVector !== null)
      if (stateVector !== null) writeRun(encoder, stateVector)
    },
    read: (decoder) => ({ kind: 'ask', stateVector: readFlag(decoder) ? readVector(decoder) : null }),
  },
  diff: {
    number: 6,
    write: (encoder, { update }) => writeRun(encoder, update),
    read: (decoder) => ({ kind: 'diff', update: readUpdate(decoder) }),
  },
  stored: {
    number: 7,
    write: (encoder, { upTo }) => writeUint(encoder, upTo),
    read: (decoder) => ({ kind: 'stored', upTo: readUint(decoder) }),
  },
  signals: {
    number: 8,
    write: (encoder, { signals }) => writeList(encoder, signals, writeSignal),
    read: (decoder) => ({ kind: 'signals', signals: readList(decoder, SIGNALS, readSignal) }),
  },
  order: {
    number: 9,
    write(encoder, { policyVersion, followClock, rules }) {
      writeUint(encoder, policyVersion)
      writeUint(encoder, followClock)
      writeRules(encoder, rules)
    },
    read: (decoder) => ({
      kind: 'order',
      policyVersion: readUint(decoder),
      followClock: readUint(decoder),
      rules: readRules(decoder),
    }),
  },
  lower: {
    number: 10,
    write: (encoder, { clientIds }) => writeList(encoder, clientIds, writeUint),
    read: (decoder) => ({ kind: 'lower', clientIds: readList(decoder, ITEMS, readUint) }),
  },
  claim: {
    number: 11,
    write(encoder, { clientId, connection }) {
      writeUint(encoder, clientId)
      writeString(encoder, connection)
    },
    read: (decoder) => ({ kind: 'claim', clientId: readUint(decoder), connection: readName(decoder) }),
  },
  verdict: {
    number: 12,
    write(encoder, { clientId, connection, isAlive }) {
      writeUint(encoder, clientId)
      writeString(encoder, connection)
      writeFlag(encoder, isAlive)
    },
    read: (decoder) => ({
      kind: 'verdict',
      clientId: readUint(decoder),
      connection: readName(decoder),
      isAlive: readFlag(decoder),
    }),
  },
  role: {
    number: 13,
    write(encoder, { connections, standing: { role, rights } }) {
      writeList(encoder, connections, writeString)
      writeString(encoder, JSON.stringify({ role, rights }))
    },
    read: (decoder) => ({ kind: 'role', connections: readNames(decoder), standing: readStanding(decoder) }),
  },
  close: {
    number: 14,
    write(encoder, { connections, reason }) {
      writeList(encoder, connections, writeString)
      writeString(encoder, reason)
    },
    read: (decoder) => ({ kind: 'close', connections: readNames(decoder), reason: readReason(decoder) }),
  },
  reset: {
    number: 15,
    write: (encoder, { epoch }) => writeString(encoder, epoch),
    read: (decoder) => ({ kind: 'reset', epoch: readName(decoder) }),
  },
  bye: {
    number: 16,
    write: () => undefined,
    read: () => ({ kind: 'bye' }),
  },
  hands: {
    number: 17,
    write: (encoder, { hands }) => writeList(encoder, hands, writeHand),
    read: (decoder) => ({ kind: 'hands', hands: readList(decoder, ITEMS, readHand) }),
  },
}

const ROW_BY_NUMBER = new Map<number, Row<NodeMessageKind>>(
  Object.values(ROWS).map((row) => [row.number, row as Row<NodeMessageKind>]),
)

export const writeNodeMessage = (message: NodeMessage): Uint8Array => {
  const row: Row<NodeMessageKind> = ROWS[message.kind] as Row<NodeMessageKind>
  return encode((encoder) => {
    writeByte(encoder, row.number)
    row.write(encoder, message)
  })
}

/** `unknown-message` is one of a newer Homeroom: nothing is wrong with it. */
export type NodeMessageFault = 'bad-bytes' | 'unknown-message' | 'message-too-large'

/** Reads a message whole: nothing may follow it. Never throws. */
export const readNodeMessage = (bytes: Uint8Array): Result<NodeMessage, NodeMessageFault> => {
  if (bytes.length > NODE_MESSAGE_BYTES)
    return fault('message-too-large', `A message of a node is over ${NODE_MESSAGE_BYTES} bytes.`)
  try {
    const decoder = createDecoder(bytes)
    const number = readByte(decoder)
    const row = ROW_BY_NUMBER.get(number)
    if (row === undefined) return fault('unknown-message', `There is no message ${number} of a node.`)
    const message = row.read(decoder)
    readEnd(decoder)
    return ok(message)
  } catch (error) {
    return fault('bad-bytes', `The bytes cannot be read: ${messageOf(error)}`)
  }
}
