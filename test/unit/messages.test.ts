import { describe, expect, test } from 'vitest'
import {
  type ClientMessageKind,
  HOMEROOM_V1,
  isRole,
  KEEP_ALIVE,
  MESSAGES,
  maySend,
  ROLES,
  readMessage,
  SYNC,
  writeMessage,
  writeOwnChange,
  writeV1Message,
  writeWatch,
} from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'
import { signalRequest } from '../support/raw-signals.ts'

const protocol = readText('docs/protocol.md')

/** The rights of each role, as they are documented. */
const rightsByRole = new Map(tableRows(protocol, 'role').map(([role = '', rights = '']) => [role, rights]))

/** The right that a message needs, as it is documented. */
const rightByMessage = new Map(
  tableRows(protocol, 'message').map(([name = '', , , right = '']) => [name, right]),
)

/** A message of each kind that a client sends. */
const SAMPLES: Readonly<Record<ClientMessageKind, Uint8Array>> = {
  step1: writeMessage.step1(Uint8Array.of(0)),
  step2: writeMessage.step2(Uint8Array.of(0, 0)),
  update: writeMessage.update(Uint8Array.of(0, 0)),
  awareness: KEEP_ALIVE,
  queryAwareness: Uint8Array.of(3),
  presence: writeOwnChange({ set: { x: 0.5 }, cleared: [] }),
  ping: writeV1Message.ping(7),
  token: writeV1Message.token('a.b.c'),
  signal: signalRequest('reaction', '👍'),
  watch: writeWatch({ view: { left: 0, top: 0, right: 0.5, bottom: 0.5 }, people: [300] }),
}

const samples = Object.entries(SAMPLES).map(([kind, bytes]) => {
  const name = kind in SYNC ? 'sync' : (kind as keyof typeof MESSAGES)
  return { kind: kind as ClientMessageKind, bytes, name }
})

/** What changes the document is a `sync` message, too, and needs the right to do so ([RO1]). */
const documentedRight = ({ kind, name }: (typeof samples)[number]): string =>
  kind === 'step2' || kind === 'update' ? 'write' : (rightByMessage.get(name) ?? 'none')

test('every message that a client sends, by the table, is among those that these tests know', () => {
  const fromClients = Object.entries(MESSAGES).flatMap(([name, { from }]) => (from === 'relay' ? [] : [name]))
  expect(new Set(samples.map(({ name }) => name))).toEqual(new Set(fromClients))
  for (const { bytes, name } of samples) expect([name, bytes[0]]).toEqual([name, MESSAGES[name].type])
})

describe('[RO1] a role may send what its documented rights say', () => {
  test.each(Object.keys(ROLES).filter(isRole))('[RO1] %s', (role) => {
    const rights = rightsByRole.get(role)?.split(', ') ?? []
    for (const sample of samples)
      expect([sample.kind, maySend({ role }, sample.kind)]).toEqual([
        sample.kind,
        rights.includes(documentedRight(sample)),
      ])
  })
})

describe('[NE2] a message is read in the protocol of its row', () => {
  test.each(samples)('[NE2] $kind', ({ kind, bytes, name }) => {
    const read = { ok: true, value: { kind } }
    const unknown = { ok: false, fault: { code: 'unknown-message' } }
    expect(readMessage(bytes, HOMEROOM_V1)).toMatchObject(read)
    expect(readMessage(bytes, 'stock')).toMatchObject(MESSAGES[name].protocol === 'stock' ? read : unknown)
    // Also where nothing behind its type could be read.
    if (MESSAGES[name].protocol !== 'stock')
      expect(readMessage(bytes.subarray(0, 1), 'stock')).toMatchObject(unknown)
  })

  test('[NE2] what only the relay sends is read in none', () => {
    for (const [name, { type, from }] of Object.entries(MESSAGES)) {
      if (from !== 'relay') continue
      for (const picked of ['stock', HOMEROOM_V1] as const)
        expect([name, readMessage(Uint8Array.of(type, 0, 0), picked)]).toMatchObject([
          name,
          { ok: false, fault: { code: 'unknown-message' } },
        ])
    }
  })
})
