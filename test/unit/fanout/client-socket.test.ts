import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { createContext } from '../../../server/base/context.ts'
import { silentLog } from '../../../server/base/log.ts'
import { ClientSocket } from '../../../server/connections/client-socket.ts'
import { RecentRefusals } from '../../../server/connections/recent-refusals.ts'
import { UnfinishedMessages } from '../../../server/connections/unfinished-messages.ts'
import { Violations } from '../../../server/connections/violations.ts'
import { toFrame } from '../../../server/fanout/websocket-frame.ts'
import { WIRES } from '../../../server/fanout/wires/index.ts'
import { fakeClock } from '../../support/fake-clock.ts'
import { SocketPair } from '../../support/socket-pair.ts'

const MIB = 1024 * 1024

/** A socket of Node whose other side takes one write after the other when the test says so, and answers no ping. */
const unread = () => {
  const { clock, advance } = fakeClock()
  const taking: (() => void)[] = []
  const duplex = new Duplex({
    writableHighWaterMark: 64 * 1024,
    read: () => undefined,
    write: (_chunk, _encoding, done) => {
      taking.push(done)
    },
  })
  const { ws } = new SocketPair({ clock }).relay
  ws.ping = () => undefined
  const ignored = () => undefined
  const context = createContext({ clock, log: silentLog })
  const unfinished = new UnfinishedMessages(context)
  const close = ignored
  const refusals = new RecentRefusals(clock)
  const offender = { wire: WIRES.stock, isOpen: true, sendMessage: ignored, close }
  const socket = new ClientSocket(
    { ws, socket: duplex },
    { ...context, unfinished },
    {
      roomId: 'room',
      violations: new Violations(
        offender,
        { room: 'room', connection: 'connection' },
        { ...context, refusals },
      ),
      message: ignored,
      drained: ignored,
      closed: ignored,
      close,
      failed: (_where, error) => {
        throw error
      },
    },
  )
  const sweep = () => socket.sweep(WIRES.stock.keepAlive)
  /** Sends a frame of so many bytes. */
  const send = (bytes: number) => {
    const header = bytes > 65_545 ? 10 : bytes > 129 ? 4 : 2
    return socket.send(toFrame(new Uint8Array(bytes - header)))
  }
  const take = async () => {
    taking.shift()?.()
    await new Promise(setImmediate)
  }
  /** The other side says something, but takes nothing. */
  const speak = () => ws.emit('message', Buffer.of(3), true)
  return { socket, send, sweep, take, speak, advance }
}

test('[FO5] a socket lags from the moment that 64 KiB wait until it has taken all', async () => {
  const { socket, send, take } = unread()
  expect(send(1_000)).toBe(true)
  expect(send(63 * 1024)).toBe(true)
  expect(socket.isLagging).toBe(false)
  expect(send(2_000)).toBe(false)
  expect(socket.isLagging).toBe(true)
  expect(socket.unsentBytes).toBe(1_000 + 63 * 1024 + 2_000)
  await take()
  await take()
  expect(socket.unsentBytes).toBe(2_000)
  expect(socket.isLagging).toBe(true)
  await take()
  expect(socket.isLagging).toBe(false)
})

test('[FO6] more than 32 MiB that wait, beside the largest message, are too much', () => {
  const { socket, sweep, send } = unread()
  send(4 * MIB)
  for (let n = 0; n < 31; n++) send(MIB)
  expect(socket.isTooFull).toBe(false)
  send(MIB)
  expect(socket.isTooFull).toBe(false)
  expect(sweep()).toBe('alive')
  send(2)
  expect(socket.isTooFull).toBe(true)
  expect(sweep()).toBe('stuck')
})

test('[FO6] small messages that wait count as what Node keeps of them, until they are taken', async () => {
  const { socket, send, take } = unread()
  const sendMany = (count: number) => {
    for (let n = 0; n < count; n++) send(10)
  }
  sendMany(190_000)
  expect(socket.isTooFull).toBe(false)
  sendMany(10_000)
  expect(socket.isTooFull).toBe(true)
  await take()
  expect(socket.isTooFull).toBe(true)
  for (let n = 0; n < 10_000; n++) await take()
  expect(socket.isTooFull).toBe(false)
  sendMany(10_000)
  expect(socket.isTooFull).toBe(true)
})

test('[FO6] one document of whatever size is not too much', () => {
  const { socket, send } = unread()
  send(100 * MIB)
  expect(socket.isTooFull).toBe(false)
})

test('[FO6] the 2 minutes begin with what waits, however long nobody has looked before', () => {
  const { sweep, send, speak, advance } = unread()
  advance(100_000)
  send(100 * 1024)
  advance(60_000)
  speak()
  expect(sweep()).not.toBe('stuck')
})

test('[FO6] a socket that has taken nothing for 2 minutes is stuck, and no sooner', () => {
  const { sweep, send, speak, advance } = unread()
  send(100_000)
  expect(sweep()).toBe('alive')
  for (let s = 0; s < 119; s++) {
    advance(1_000)
    speak()
    // What is sent meanwhile is no progress.
    send(10)
    expect(sweep()).toBe('alive')
  }
  advance(1_000)
  speak()
  expect(sweep()).toBe('stuck')
})

test('[FO6][LI1] a socket that takes something, however slowly, lives', async () => {
  const { socket, sweep, send, take, advance } = unread()
  for (let n = 0; n < 10; n++) send(100_000)
  for (let n = 0; n < 8; n++) {
    advance(110_000)
    await take()
    expect(sweep()).toBe('alive')
    expect(socket.heardMsAgo).toBe(0)
    // Once it takes no more, it is silent.
    advance(29_999)
    expect(sweep()).toBe('alive')
    expect(socket.heardMsAgo).toBe(29_999)
    advance(1)
    expect(sweep()).toBe('dead')
  }
})

test('[FO6] a socket to which there is nothing to send is never stuck', () => {
  const { sweep, send, speak, advance } = unread()
  send(10)
  for (let n = 0; n < 5; n++) {
    advance(100_000)
    speak()
    expect(sweep()).toBe('alive')
  }
})

test('[PR3] what a socket took before it was probed is no sign of life, and what it takes afterwards is one', async () => {
  const { socket, sweep, send, take } = unread()
  for (let n = 0; n < 10; n++) send(100_000)
  await take()
  let answers = 0
  socket.probe(() => {
    answers += 1
  })
  sweep()
  expect(answers).toBe(0)
  await take()
  sweep()
  expect(answers).toBe(1)
})
