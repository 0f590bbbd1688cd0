import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { MESSAGE_BYTES, MESSAGES, UPDATE_BYTES, writeMessage } from '../../shared/index.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'
import { garbage, nestedTypes, nestedValues, text, updateOf } from '../support/yjs-bytes.ts'

/** A relay with a member in a room who must notice nothing, and somebody else who sends what no client would. */
const setUp = async () => {
  const { log, lines } = memoryLog()
  const { wsUrl, url } = await startRelay({ log })
  const member = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await member.synced()
  member.text.insert(0, 'kept')
  const socket = member.socket()
  const raw = await rawClient(wsUrl, 'lesson')
  let heard = 0
  socket?.on('message', () => {
    heard += 1
  })
  const faults = (code?: string) => metricOf(url, 'homeroom_faults_total', code === undefined ? {} : { code })
  /** Both sides still take part in the room. */
  const expectAlive = async (client = raw) => {
    expect(member.socket()).toBe(socket)
    client.send(writeMessage.update(updateOf([{ client: 77, structs: [text('!', { parent: 'alive' })] }])))
    await until(() => member.doc.getText('alive').toString() === '!')
    const joiner = stockClient(wsUrl, 'lesson')
    await joiner.synced()
    expect(joiner.text.toString()).toBe('kept')
    expect(joiner.doc.getText('alive').toString()).toBe('!')
    expect(member.text.toString()).toBe('kept')
  }
  return { wsUrl, url, member, raw, lines, faults, expectAlive, heard: () => heard }
}

test('[DO7] a truncated update changes nothing, is not passed on, is counted and logged with room and connection', async () => {
  const { raw, lines, faults, expectAlive, heard } = await setUp()
  const update = updateOf([{ client: 5, structs: [text('half')] }], [{ client: 5, ranges: [[0, 1]] }])
  raw.send(writeMessage.update(update.slice(0, -1)))
  raw.send(writeMessage.step2(update.slice(0, 6)))
  await until(async () => (await faults('bad-update')) === 2)
  expect(heard()).toBe(0)
  const logged = lines.filter(({ fields }) => fields.code === 'bad-update')
  expect(logged).toHaveLength(2)
  expect(logged[0]?.fields).toMatchObject({
    room: 'lesson',
    connection: expect.stringMatching(/^[\w-]{16}$/),
  })
  await expectAlive()
})

test('[DO7] V9 values that are nested too deep to be written again leave the room and the relay as they were', async () => {
  const { raw, faults, expectAlive } = await setUp()
  const kinds = Object.values(nestedValues(20_000))
  for (const [index, struct] of kinds.entries()) {
    raw.send(writeMessage.update(updateOf([{ client: 1000 + index, structs: [struct] }])))
  }
  await until(async () => (await faults('bad-update')) === kinds.length)
  await expectAlive()
})

test('[DO7] V7 clocks that grow beyond the safe integers leave the room readable', async () => {
  const { raw, faults, expectAlive } = await setUp()
  const structs = Array.from({ length: 200 }, () => garbage(Number.MAX_SAFE_INTEGER))
  raw.send(writeMessage.update(updateOf([{ client: 5, structs }])))
  await until(async () => (await faults('bad-update')) === 1)
  await expectAlive()
})

test('[DO7] types that are nested too deep for Yjs leave the room as it was, and the relay goes on', async () => {
  const { raw, faults, expectAlive } = await setUp()
  raw.send(writeMessage.update(nestedTypes(5, 10_000)))
  raw.send(writeMessage.update(updateOf([], [{ client: 5, ranges: [[0, 1]] }])))
  await until(async () => (await faults('bad-update')) === 1)
  await expectAlive()
})

test('[DO7] an update over 8 MiB is refused and counted, and its connection lives', async () => {
  const { raw, faults, expectAlive, heard } = await setUp()
  const large = updateOf([{ client: 5, structs: [text('a'.repeat(UPDATE_BYTES + 1))] }])
  raw.send(writeMessage.update(large))
  await until(async () => (await faults('message-too-large')) === 1)
  expect(heard()).toBe(0)
  expect(raw.isClosed()).toBe(false)
  await expectAlive()
})

test('[DO7] an update just under 8 MiB passes', async () => {
  const { raw, member } = await setUp()
  const struct = text('a'.repeat(UPDATE_BYTES - 100), { parent: 'large' })
  raw.send(writeMessage.update(updateOf([{ client: 5, structs: [struct] }])))
  await until(() => member.doc.getText('large').length === UPDATE_BYTES - 100)
})

test('[LI2] a frame over 16 MiB closes its connection with 4422, and nobody else’s', async () => {
  const { raw, wsUrl, faults, expectAlive } = await setUp()
  raw.send(new Uint8Array(MESSAGE_BYTES + 1))
  expect(await raw.closed).toMatchObject({ code: 4422 })
  await until(async () => (await faults()) === 1)
  await expectAlive(await rawClient(wsUrl, 'lesson'))
})

test('[LI2] 32 frames that cannot be read are borne, and then the connection closes with 4420', async () => {
  const { raw, wsUrl, url, faults, expectAlive } = await setUp()
  for (let count = 0; count < 32; count++) raw.send(Uint8Array.of(0, 2, count + 1))
  await until(async () => (await faults('bad-bytes')) === 32)
  expect(raw.isClosed()).toBe(false)
  for (let count = 0; count < 4; count++) raw.send(Uint8Array.of(0, 2, count + 1))
  expect(await raw.closed).toMatchObject({ code: 4420 })
  expect(await metricOf(url, 'homeroom_closes_total', { reason: 'bad-messages' })).toBe(1)
  await expectAlive(await rawClient(wsUrl, 'lesson'))
})

test('[WI1] C53 text frames, unknown messages and bytes that are no message are faults that nobody else hears of', async () => {
  const { raw, faults, expectAlive, heard } = await setUp()
  const update = writeMessage.update(updateOf([{ client: 5, structs: [text('a')] }]))
  const frames: (string | Uint8Array)[] = [
    'Malformed JSON',
    'null',
    '[]',
    '{"topics":5}',
    '',
    Buffer.from(update).toString('latin1'),
    new Uint8Array(),
    Uint8Array.of(2, 0, 0),
    Uint8Array.of(110),
    Uint8Array.of(3, 0),
    // Read as three messages, none of which is any.
    Uint8Array.from([0, ...update]),
    Uint8Array.from([...update.with(2, update.length)]),
  ]
  for (const frame of frames) raw.send(frame)
  await until(async () => (await faults()) === frames.length + 2)
  expect(await faults('text-message')).toBe(6)
  expect(heard()).toBe(0)
  await expectAlive()
})

test('[DO1] a state vector that is broken is a fault; a good one gets exactly what is missing', async () => {
  const { raw, member, faults } = await setUp()
  raw.send(writeMessage.step1(Uint8Array.of(1, 5)))
  await until(async () => (await faults('bad-state-vector')) === 1)
  raw.send(writeMessage.step1(Y.encodeStateVector(member.doc)))
  const answer = await until(() =>
    raw.frames.find((frame) => frame[0] === MESSAGES.sync.type && frame[1] === 1),
  )
  expect([...answer]).toEqual([...writeMessage.step2(Uint8Array.of(0, 0))])
})
