import { expect, test } from 'vitest'
import { NAME_BYTES, NODE_MESSAGE_BYTES, STATE_VECTOR_BYTES } from '../../server/bus/bounds.ts'
import { readNodeMessage, writeNodeMessage } from '../../server/bus/node-codec.ts'
import { readFrame, writeFrame } from '../../server/bus/node-frame.ts'
import type { NodeMessage, WholeItem } from '../../server/bus/node-message.ts'
import { readText, tableRows } from '../support/files.ts'

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const identity = { id: 'u1', name: 'Ada', role: 'host', mayRename: true } as const
const ada: WholeItem = {
  ...{ kind: 'whole', slot: 3, clientId: 300, bornClock: 1024, isAnnounced: true, connection: 'c1' },
  ...{ identity, state: { x: 0.5, y: 0.25 } },
}
const from = '0011223344556677'
const to = '8899aabbccddeeff'

const messages: Record<string, NodeMessage> = {
  'hello of epoch e, version 2': { kind: 'hello', epoch: 'e', policyVersion: 2 },
  'here with Ada, a hand kept and one lowered': {
    kind: 'here',
    presence: { clock: 2048, entries: [ada] },
    hands: [
      { kind: 'kept', person: 'id:u2', clientId: 5, handAtMs: 7, forMs: 1000 },
      { kind: 'lowered', clientId: 6, clock: 1024 },
    ],
    ...{ count: 1, updates: 4, stored: 3, policyVersion: 2, epoch: 'e' },
  },
  'presence: slot 3 moves to 0.1, 0.9, then to 0.123456789, 1; slot 4 is lost': {
    kind: 'presence',
    clock: 3072,
    count: 1,
    items: [
      { kind: 'change', slot: 3, change: { set: { x: 0.1, y: 0.9 }, cleared: [] } },
      { kind: 'change', slot: 3, change: { set: { x: 0.123456789, y: 1 }, cleared: [] } },
      { kind: 'gone', slot: 4, reason: 'lost' },
    ],
  },
  'update 0000 up to 5': { kind: 'update', update: Uint8Array.of(0, 0), upTo: 5 },
  'ask with state vector 00': { kind: 'ask', stateVector: Uint8Array.of(0) },
  'diff 0000': { kind: 'diff', update: Uint8Array.of(0, 0) },
  'stored up to 300': { kind: 'stored', upTo: 300 },
  'signals: bell of Ada for 5': {
    kind: 'signals',
    signals: [
      {
        signal: {
          ...{ kind: 'bell', data: null, atMs: 9 },
          from: { clientId: 300, id: 'u1', name: 'Ada', role: 'host' },
        },
        to: [5],
      },
    ],
  },
  'order: version 3, follow 300 since clock 1024, locked': {
    kind: 'order',
    policyVersion: 3,
    followClock: 1024,
    rules: { follow: 300, reactionsMuted: false, locked: true },
  },
  'lower 300': { kind: 'lower', clientIds: [300] },
  'claim to client 300 of c1': { kind: 'claim', clientId: 300, connection: 'c1' },
  'verdict: c1 is alive': { kind: 'verdict', clientId: 300, connection: 'c1', isAlive: true },
  'role: c1 is a teacher': {
    kind: 'role',
    connections: ['c1'],
    standing: { role: 'teacher', rights: 'host' },
  },
  'close c1, removed': { kind: 'close', connections: ['c1'], reason: 'removed' },
  'reset to epoch f': { kind: 'reset', epoch: 'f' },
  bye: { kind: 'bye' },
  'hands: that of 300 lowered at clock 9': {
    kind: 'hands',
    hands: [{ kind: 'lowered', clientId: 300, clock: 9 }],
  },
}

const body = Uint8Array.of(16)

const vectors: Record<string, Uint8Array> = {
  ...Object.fromEntries(Object.entries(messages).map(([name, message]) => [name, writeNodeMessage(message)])),
  'frame to the room: incarnation 1, number 300, bye': writeFrame({
    ...{ kind: 'room', from, incarnation: 1, seq: 300, place: 'whole', to: null, body },
  }),
  'the same to one node, 2 sent directly': writeFrame({
    ...{ kind: 'room', from, incarnation: 1, seq: 300, place: 'whole', body },
    to: { node: to, direct: 2 },
  }),
  'last part of a direct message about room a': writeFrame({
    ...{ kind: 'direct', from, incarnation: 1, seq: 2, place: 'last', body },
    ...{ room: 'a', toIncarnation: 3 },
  }),
  'beat 6, share 1: room 256, incarnation 2, has come to 7': writeFrame({
    ...{ kind: 'beat', from, incarnation: 1, seq: 6, share: 1 },
    rooms: [{ hash: 256, incarnation: 2, seq: 7 }],
  }),
  'question 3: rooms after a, 2 of them': writeFrame({
    ...{ kind: 'question', from, incarnation: 1, seq: 3 },
    body: Buffer.from(JSON.stringify({ kind: 'rooms', after: 'a', limit: 2 })),
  }),
  'answer to question 3: no object': writeFrame({
    ...{ kind: 'answer', from, incarnation: 1, seq: 3, body: Buffer.from('null') },
  }),
}

test('[NB1][NB2] the golden vectors of the protocol are what is written', () => {
  const rows = tableRows(readText('docs/protocol.md'), 'node vector')
  expect(rows.map(([name]) => name)).toEqual(Object.keys(vectors))
  for (const [name = '', bytes = ''] of rows)
    expect([name, hex(vectors[name] ?? new Uint8Array())]).toEqual([name, bytes.replaceAll(/[` ]/g, '')])
})

test('[NB2] the table of messages has each kind, in the order of its numbers', () => {
  const rows = tableRows(readText('docs/protocol.md'), 'node message').map((row) => row.slice(0, 2))
  const kinds = Object.values(messages).map((message) => [message.kind, `${writeNodeMessage(message)[0]}`])
  expect(rows).toEqual(kinds)
})

test('[NB1] a frame of another version is dropped as such, and one that is too large is none', () => {
  const frame = writeFrame({
    ...{ kind: 'room', from, incarnation: 1, seq: 1, place: 'whole', to: null, body },
  })
  expect(readFrame(frame).ok).toBe(true)
  expect(readFrame(Uint8Array.of(2, ...frame.subarray(1)))).toMatchObject({
    fault: { code: 'unknown-version' },
  })
  const large = Buffer.concat([frame, new Uint8Array(300_000)])
  expect(readFrame(large)).toMatchObject({ fault: { code: 'bad-bytes' } })
})

test('[NB2] a message of an unknown kind is told apart from a broken one', () => {
  expect(readNodeMessage(Uint8Array.of(99, 1, 2))).toMatchObject({ fault: { code: 'unknown-message' } })
  expect(readNodeMessage(Uint8Array.of(1, 255))).toMatchObject({ fault: { code: 'bad-bytes' } })
  expect(readNodeMessage(new Uint8Array())).toMatchObject({ fault: { code: 'bad-bytes' } })
  expect(readNodeMessage(new Uint8Array(NODE_MESSAGE_BYTES + 1))).toMatchObject({
    fault: { code: 'message-too-large' },
  })
})

const long = (length: number) => 'x'.repeat(length)

test.each<[what: string, good: NodeMessage, bad: NodeMessage]>([
  ['name', { kind: 'reset', epoch: long(NAME_BYTES) }, { kind: 'reset', epoch: long(NAME_BYTES + 10) }],
  [
    'state vector',
    { kind: 'ask', stateVector: new Uint8Array(STATE_VECTOR_BYTES) },
    { kind: 'ask', stateVector: new Uint8Array(STATE_VECTOR_BYTES + 1) },
  ],
  [
    'list',
    { kind: 'lower', clientIds: Array.from({ length: 65_536 }, () => 1) },
    { kind: 'lower', clientIds: Array.from({ length: 65_537 }, () => 1) },
  ],
  [
    'state',
    { kind: 'presence', clock: 1, count: 1, items: [{ ...ada, state: { a: long(65_000) } }] },
    { kind: 'presence', clock: 1, count: 1, items: [{ ...ada, state: { a: long(66_000) } }] },
  ],
  [
    'identity',
    {
      kind: 'presence',
      clock: 1,
      count: 1,
      items: [{ ...ada, identity: { ...identity, id: long(16_000) } }],
    },
    {
      kind: 'presence',
      clock: 1,
      count: 1,
      items: [{ ...ada, identity: { ...identity, id: long(17_000) } }],
    },
  ],
])('[NB2] %s: what is within its bound is read, and what is beyond is not', (_what, good, bad) => {
  expect(readNodeMessage(writeNodeMessage(good))).toEqual({ ok: true, value: good })
  expect(readNodeMessage(writeNodeMessage(bad))).toMatchObject({ fault: { code: 'bad-bytes' } })
})
