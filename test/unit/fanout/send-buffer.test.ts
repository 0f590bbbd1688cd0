import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { SendBuffer } from '../../../server/connections/send-buffer.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const MIB = 1024 * 1024

/** A backlog over a socket whose other side takes one write after the other when the test says so. */
const unread = () => {
  const { clock, advance } = fakeClock()
  const taking: (() => void)[] = []
  const socket = new Duplex({
    writableHighWaterMark: 64 * 1024,
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      taking.push(done)
    },
  })
  const backlog = new SendBuffer(socket, clock)
  const send = (bytes: number) => {
    socket.write(new Uint8Array(bytes))
    backlog.gave(bytes)
  }
  const take = async () => {
    taking.shift()?.()
    await new Promise(setImmediate)
  }
  return { backlog, send, take, advance }
}

test('[FO5] a socket lags from the moment that 64 KiB wait until it has taken all', async () => {
  const { backlog, send, take } = unread()
  send(1_000)
  send(63 * 1024)
  expect(backlog.isLagging).toBe(false)
  send(2_000)
  expect(backlog.isLagging).toBe(true)
  expect(backlog.bytes).toBe(1_000 + 63 * 1024 + 2_000)
  await take()
  await take()
  expect(backlog.bytes).toBe(2_000)
  expect(backlog.isLagging).toBe(true)
  await take()
  expect(backlog.isLagging).toBe(false)
})

test('[FO6] more than 32 MiB that wait, beside the largest message, are too much', () => {
  const { backlog, send } = unread()
  send(4 * MIB)
  for (let n = 0; n < 31; n++) send(MIB)
  expect(backlog.isTooMuch).toBe(false)
  send(MIB)
  expect(backlog.isTooMuch).toBe(false)
  send(1)
  expect(backlog.isTooMuch).toBe(true)
})

test('[FO6] one document of whatever size is not too much', () => {
  const { backlog, send } = unread()
  send(100 * MIB)
  expect(backlog.isTooMuch).toBe(false)
})

test('[FO6] a socket that has taken nothing for 2 minutes is stuck, and no sooner', () => {
  const { backlog, send, advance } = unread()
  send(100_000)
  expect(backlog.progress()).not.toBe('stuck')
  for (let s = 0; s < 119; s++) {
    advance(1_000)
    // What is sent meanwhile is no progress.
    send(10)
    expect(backlog.progress()).toBe('none')
  }
  advance(1_000)
  expect(backlog.progress()).toBe('stuck')
})

test('[FO6][LI1] a socket that takes something, however slowly, lives', async () => {
  const { backlog, send, take, advance } = unread()
  for (let n = 0; n < 10; n++) send(100_000)
  for (let n = 0; n < 8; n++) {
    advance(110_000)
    await take()
    expect(backlog.progress()).toBe('some')
    expect(backlog.progress()).toBe('none')
  }
})

test('[FO6] a socket to which there is nothing to send is never stuck', () => {
  const { backlog, send, advance } = unread()
  send(10)
  for (let n = 0; n < 5; n++) {
    advance(100_000)
    expect(backlog.progress()).toBe('none')
  }
})
