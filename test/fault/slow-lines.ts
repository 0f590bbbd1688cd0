// Tests that last as long as a slow line takes. They wait beside those of network-silence.test.ts, which imports them.
import { expect, test } from 'vitest'
import { sideBySide } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const BYTES = 6 * 1024 * 1024
const BYTES_PER_SECOND = 150 * 1024
const LONG_MS = 120_000

/** A relay with a large document, behind a slow line. */
const setUp = async () => {
  const { wsUrl, url } = await startRelay()
  const writer = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', x: 0 } })
  await writer.connected()
  for (let page = 0; page < 60; page++) writer.text.insert(0, `${page}`.padEnd(BYTES / 60, ' text'))
  await until(() => writer.room.saved.get().state !== 'local', 'the relay has it', LONG_MS)
  const line = await startFaultProxy(url, { bytesPerSecond: { down: BYTES_PER_SECOND } })
  return { wsUrl, line, writer, expected: writer.text.toString() }
}

/** One for each test, made before any of them begins: this keeps the process busy for longer than others may wait. */
const lessons = [await setUp(), await setUp(), await setUp(), await setUp()] as const

const received = ({ received: frames }: ReturnType<typeof clientRoom>) =>
  frames.reduce((sum, { length }) => sum + length, 0)

test.concurrent(
  '[X9] [DO11] 6 MiB over a line of 150 KiB/s come to our own client, on one socket',
  sideBySide(async () => {
    const { line, expected } = lessons[0]
    const reader = clientRoom(line.wsUrl, 'lesson')
    await until(() => reader.text.length === expected.length, 'all of it is there', LONG_MS)
    expect(reader.text.toString()).toBe(expected)
    expect(reader.sockets).toHaveLength(1)
  }),
  180_000,
)

test.concurrent(
  '[X9] [DO11] 6 MiB over a line of 150 KiB/s come to a stock client, which does not drop the line',
  sideBySide(async () => {
    const { line, expected } = lessons[1]
    const reader = stockClient(line.wsUrl, 'lesson')
    await until(() => reader.provider.synced, 'it is synced', LONG_MS)
    expect(reader.text.toString()).toBe(expected)
    expect(line.accepted()).toBe(1)
  }),
  180_000,
)

test.concurrent(
  '[X9] [DO11] a line that drops twice goes on where it stopped, and what is written meanwhile comes too',
  sideBySide(async () => {
    const { line, writer, expected } = lessons[2]
    const reader = clientRoom(line.wsUrl, 'lesson')
    for (const share of [0.25, 0.6]) {
      await until(() => reader.text.length > expected.length * share, `${share} of it is there`, LONG_MS)
      line.reset()
      writer.text.insert(writer.text.length, '!')
    }
    await until(() => reader.text.toString() === `${expected}!!`, 'all of it is there', LONG_MS)
    expect(reader.sockets).toHaveLength(3)
    expect(received(reader)).toBeLessThan(BYTES * 1.3)
  }),
  180_000,
)

test.concurrent(
  '[X9] [DO11] while 6 MiB come over a line of 150 KiB/s, what others do is seen before 512 KiB more of it',
  sideBySide(async () => {
    const { line, writer, expected } = lessons[3]
    const reader = clientRoom(line.wsUrl, 'lesson')
    const seen = () => reader.room.people.get().find(({ name }) => name === 'Ada')?.x
    for (const share of [0.1, 0.3, 0.5]) {
      await until(() => reader.text.length > expected.length * share, `${share} of it is there`, LONG_MS)
      const before = received(reader)
      writer.room.self.set({ x: share })
      await until(() => seen() === share, 'the move is seen', LONG_MS)
      expect(received(reader) - before).toBeLessThan(512 * 1024)
    }
    await until(() => reader.text.length === expected.length, 'all of it is there', LONG_MS)
  }),
  180_000,
)
