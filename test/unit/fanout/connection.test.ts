import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../../server/base/limits.ts'
import { silentLog } from '../../../server/base/log.ts'
import { Connection } from '../../../server/connections/connection.ts'
import { createSyncQueue } from '../../../server/connections/sync-queue.ts'
import { fault, writeMessage } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { awarenessFrame, heardIn } from '../../support/raw-client.ts'
import { ANONYMOUS, roomHarness } from '../../support/room-harness.ts'

/** A connection in a room beside somebody else, over a socket that takes what it is sent when the test says so. */
const connected = () => {
  const harness = roomHarness()
  const { room, clock, metrics, advance } = harness
  const other = new Peer(harness)
  onTestCleanup(() => other.destroy())
  other.say({ 2: { n: 0 } })
  const written: Uint8Array[] = []
  const socket = Object.assign(new EventEmitter(), {
    writableLength: 0,
    writableNeedDrain: false,
    write: (bytes: Uint8Array) => {
      written.push(bytes)
      if (socket.writableNeedDrain) socket.writableLength += bytes.length
    },
  })
  const closes: number[] = []
  const ws = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    isPaused: false,
    pause: () => {
      ws.isPaused = true
    },
    resume: () => {
      ws.isPaused = false
    },
    ping: () => undefined,
    close: (code: number) => {
      ws.readyState = 2
      closes.push(code)
    },
    terminate: () => {
      ws.readyState = 3
    },
  })
  const connection = new Connection(
    {
      id: 'connection',
      roomId: 'room',
      ws: ws as unknown as WebSocket,
      socket: socket as unknown as Duplex,
      admission: { identity: ANONYMOUS, expiresAtMs: null },
      protocol: 'stock',
      answers: createSyncQueue(clock),
      renew: async () => fault('token-bad', 'There are no tokens here.'),
      epoch: null,
      durability: 'normal',
      limits: DEFAULT_LIMITS,
      sinceMs: 0,
      onClose: () => undefined,
    },
    { clock, log: silentLog, metrics },
  )
  room.enter(connection)
  connection.start(room)
  clock.every(250, () => connection.sweep(clock.monotonicMs()))
  const receive = (frame: Uint8Array) => ws.emit('message', Buffer.from(frame), true)
  receive(awarenessFrame([{ id: 1, state: {} }]))
  advance(100)
  /** Frames since the last call, without their headers. */
  const take = () => written.splice(0).map((bytes) => bytes.subarray(bytes[1] === 126 ? 4 : 2))
  take()
  const lag = () => {
    socket.writableNeedDrain = true
  }
  const drain = () => {
    Object.assign(socket, { writableNeedDrain: false, writableLength: 0 })
    socket.emit('drain')
  }
  return { ...harness, other, connection, socket, ws, closes, receive, take, lag, drain }
}

const isAnswer = (frame: Uint8Array) => frame[0] === 0 && frame[1] === 1

test('[FO5][FO9] who asks for the document while it lags gets it, and the presence that it missed', () => {
  const { other, receive, take, lag, drain, advance } = connected()
  lag()
  other.say({ 2: { n: 7 } })
  other.write('text')
  advance(100)
  receive(writeMessage.step1(Uint8Array.of(0)))
  expect(take()).toEqual([])
  drain()
  advance(100)
  const frames = take()
  expect(frames.filter(isAnswer)).toHaveLength(1)
  expect(frames.flatMap(heardIn)).toMatchObject([{ id: 2, state: { n: 7 } }])
  // The answer has what it missed of the document.
  expect(frames.filter((frame) => frame[0] === 0 && frame[1] === 2)).toEqual([])
})

test('[FO8][LI1] who is read more slowly is not taken for dead, and is read again in time', () => {
  const { connection, ws, receive, advance, other } = connected()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'small')
  const update = writeMessage.update(Y.encodeStateAsUpdate(doc))
  expect(ws.isPaused).toBe(false)
  for (let n = 0; n < 4_000; n++) receive(update)
  expect(ws.isPaused).toBe(false)
  // What has been read already is not lost: 40 s of it are.
  for (let n = 0; n < 40_000; n++) receive(update)
  expect(ws.isPaused).toBe(true)
  advance(39_000)
  expect(ws.isPaused).toBe(true)
  expect(connection.isOpen).toBe(true)
  advance(1_500)
  expect(ws.isPaused).toBe(false)
  expect(connection.isOpen).toBe(true)
  // Silence counts from then on.
  advance(31_000)
  expect(connection.isOpen).toBe(false)
  expect(other.people.size).toBe(0)
})

test('[FO8] a large update counts as many: 32 MiB at once, and then 8 MiB a second', () => {
  const { ws, receive, advance } = connected()
  const update = writeMessage.update(new Uint8Array(8 * 1024 * 1024))
  for (let n = 0; n < 3; n++) receive(update)
  expect(ws.isPaused).toBe(false)
  for (let n = 0; n < 2; n++) receive(update)
  expect(ws.isPaused).toBe(true)
  advance(500)
  expect(ws.isPaused).toBe(true)
  advance(1_000)
  expect(ws.isPaused).toBe(false)
})

test('[FO6] who is sent more than 32 MiB that it does not take is closed with 1013, and its entry goes', () => {
  const { other, connection, socket, closes, lag, advance, take } = connected()
  lag()
  socket.writableLength = 32 * 1024 * 1024
  connection.sendFrame(new Uint8Array(10))
  expect(take()).toHaveLength(1)
  socket.writableLength += 1_000
  connection.sendFrame(new Uint8Array(10))
  advance(100)
  expect(take()).toEqual([])
  expect(closes).toEqual([1013])
  expect(connection.isOpen).toBe(false)
  expect(other.people.size).toBe(0)
})

test('[FO6] what the socket answers to pings by itself is counted, too', () => {
  const { other, socket, closes, lag, advance } = connected()
  lag()
  socket.writableLength = 31 * 1024 * 1024
  advance(500)
  expect(closes).toEqual([])
  socket.writableLength = 33 * 1024 * 1024
  advance(500)
  expect(closes).toEqual([1013])
  expect(other.people.size).toBe(0)
})

test('[FO6] who has taken nothing for 2 minutes is closed with 1013', () => {
  const { other, connection, closes, lag, receive, advance } = connected()
  lag()
  connection.sendFrame(new Uint8Array(100_000))
  advance(250)
  for (let n = 0; n < 11; n++) {
    receive(awarenessFrame([{ id: 1, clock: n + 2, state: { n } }]))
    advance(10_000)
  }
  expect(closes).toEqual([])
  receive(awarenessFrame([{ id: 1, clock: 20, state: {} }]))
  advance(10_000)
  expect(closes).toEqual([1013])
  expect(other.people.size).toBe(0)
})

test('[PR6] what a connection brings after its end is of nobody', () => {
  const { other, room, connection, receive, advance } = connected()
  connection.terminate()
  receive(awarenessFrame([{ id: 1, clock: 5, state: {} }]))
  receive(Uint8Array.of(3))
  advance(100)
  expect(room.presence.get(1)).toBeUndefined()
  expect(other.people.size).toBe(0)
})
