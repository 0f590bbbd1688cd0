import { expect, test } from 'vitest'
import { HOMEROOM_V1, parseWelcome, readMessage, type Welcome, writeV1Message } from '../../shared/index.ts'
import { readText, tableRows } from '../support/files.ts'

const read = (bytes: Uint8Array) => readMessage(bytes, HOMEROOM_V1)

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

const frames: Record<string, Uint8Array> = {
  'ping 7': writeV1Message.ping(7),
  'pong 7 at 1700000000000': writeV1Message.pong(7, 1_700_000_000_000),
  'notice read-only, "No."': writeV1Message.notice('read-only', 'No.'),
  'token a.b.c': writeV1Message.token('a.b.c'),
  'saved 2 of 3': writeV1Message.saved(3, 2),
  'self, hand at 5': writeV1Message.self('{"handAt":5}'),
}

test('[SE2][SE4][SE5] the golden vectors of the protocol are what is written', () => {
  const vectors = tableRows(readText('docs/protocol.md'), 'vector')
  expect(vectors.map(([name]) => name)).toEqual(Object.keys(frames))
  for (const [name = '', bytes = ''] of vectors) {
    expect([name, hex(frames[name] ?? new Uint8Array())]).toEqual([name, bytes.replaceAll(/[` ]/g, '')])
  }
})

test('[SE4][SE5] what a client sends is read back, and nothing behind it', () => {
  expect(read(writeV1Message.ping(7))).toEqual({ ok: true, value: { kind: 'ping', nonce: 7 } })
  expect(read(writeV1Message.token('a.b'))).toEqual({
    ok: true,
    value: { kind: 'token', token: 'a.b' },
  })
  for (const frame of [writeV1Message.ping(7), writeV1Message.token('a.b')]) {
    expect(read(Uint8Array.of(...frame, 0))).toMatchObject({ ok: false, fault: { code: 'bad-bytes' } })
    expect(read(frame.subarray(0, -1))).toMatchObject({ ok: false })
  }
  expect(read(writeV1Message.token('x'.repeat(9000)))).toMatchObject({ ok: false })
})

test('[SE1] a welcome is read, and what it is not known for is left alone', () => {
  const welcome: Welcome = {
    version: 1,
    connectionId: 's',
    epoch: 'e',
    serverMs: 1,
    identity: { id: null, name: null, role: 'teacher', rights: 'host', mayRename: true },
    verifies: true,
    limits: { stateBytes: 1, updateBytes: 2 },
    durability: 'normal',
    rules: { follow: null, reactionsMuted: false, locked: true },
  }
  expect(parseWelcome(JSON.stringify({ ...welcome, later: true }))).toEqual(welcome)
  for (const broken of ['', '{', 'null', '{}', JSON.stringify({ ...welcome, identity: { role: 'boss' } })]) {
    expect(parseWelcome(broken)).toBeNull()
  }
})
