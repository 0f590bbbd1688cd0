import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeMessage } from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { Peer } from '../../support/peer.ts'
import { awarenessFrame, heardIn } from '../../support/raw-client.ts'
import { roomHarness } from '../../support/room-harness.ts'

const MIB = 1024 * 1024

/** A connection in a room beside somebody else. */
const connected = () => {
  const harness = roomHarness()
  const other = new Peer(harness)
  onTestCleanup(() => other.destroy())
  other.say({ 2: { n: 0 } })
  const { pair, connection } = harness.connect()
  const receive = (...messages: readonly Uint8Array[]) => {
    for (const message of messages) pair.send(message)
    pair.deliver()
  }
  receive(awarenessFrame([{ id: 1, state: {} }]))
  harness.advance(100)
  /** Messages since the last call. */
  const take = () => pair.toClient.splice(0).map(({ payload }) => payload)
  take()
  return { ...harness, other, connection, pair, receive, take }
}

const isAnswer = (frame: Uint8Array) => frame[0] === 0 && frame[1] === 1

test('[FO5][FO9] who asks for the document while it lags gets it, and the presence that it missed', () => {
  const { other, pair, receive, take, advance } = connected()
  pair.lag()
  other.say({ 2: { n: 7 } })
  other.write('text')
  advance(100)
  receive(writeMessage.step1(Uint8Array.of(0)))
  expect(pair.unsentBytes).toBe(0)
  pair.drain()
  advance(100)
  const frames = take()
  expect(frames.filter(isAnswer)).toHaveLength(1)
  expect(frames.flatMap(heardIn)).toMatchObject([{ id: 2, state: { n: 7 } }])
  // The answer has what it missed of the document. It may have been its own: a stock client is told again.
  expect(frames.filter((frame) => frame[0] === 0 && frame[1] === 2)).toHaveLength(1)
})

test('[DO12] of questions that come together one waits for its turn, and the last of the others after it', () => {
  const { turns, spend, receive, take, advance } = connected()
  const busy = (function* () {
    yield spend(20)
  })()
  const nothing = () => undefined
  turns.run(busy, { about: {}, mostMs: 1_000, done: nothing, failed: nothing, overdrawn: nothing })
  receive(...Array.from({ length: 10 }, () => writeMessage.step1(Uint8Array.of(0))))
  expect(take().filter(isAnswer)).toEqual([])
  expect(turns.waiting).toBe(2)
  advance(100)
  expect(take().filter(isAnswer)).toHaveLength(2)
})

test('[DO12] a question of more than 512 KiB is a fault at once: it is not held until its turn comes', () => {
  const { pair, refusalOf } = connected()
  pair.lag()
  pair.send(writeMessage.step1(new Uint8Array(512 * 1024 + 1)))
  expect(refusalOf(() => pair.deliver())).not.toBeNull()
})

test('[FO8][LI1] who is read more slowly is not taken for dead, and is read again in time', () => {
  const { connection, pair, receive, advance, other } = connected()
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'small')
  const update = writeMessage.update(Y.encodeStateAsUpdate(doc))
  expect(pair.isPaused).toBe(false)
  for (let n = 0; n < 4_000; n++) receive(update)
  expect(pair.isPaused).toBe(false)
  // What has been read already is not lost: 40 s of it are.
  receive(...Array.from({ length: 40_000 }, () => update))
  expect(pair.isPaused).toBe(true)
  expect(pair.toRelay).toEqual([])
  // From here on it says nothing by itself, nor answers.
  pair.vanish()
  advance(39_000)
  expect(pair.isPaused).toBe(true)
  expect(connection.isOpen).toBe(true)
  advance(1_500)
  expect(pair.isPaused).toBe(false)
  expect(connection.isOpen).toBe(true)
  // Silence counts from then on.
  advance(31_000)
  expect(connection.isOpen).toBe(false)
  expect(other.people.size).toBe(0)
})

test('[FO8] a large update counts as many: 32 MiB at once, and then 8 MiB a second', () => {
  const { pair, receive, advance } = connected()
  const update = writeMessage.update(new Uint8Array(8 * MIB))
  for (let n = 0; n < 3; n++) receive(update)
  expect(pair.isPaused).toBe(false)
  receive(update, update)
  expect(pair.isPaused).toBe(true)
  advance(500)
  expect(pair.isPaused).toBe(true)
  advance(1_000)
  expect(pair.isPaused).toBe(false)
})

test('[FO6] who is sent more than 32 MiB that it does not take is closed with 1013, and its entry goes', () => {
  const { other, connection, pair, advance } = connected()
  pair.lag(32 * MIB)
  connection.sendMessage(new Uint8Array(10))
  expect(pair.unsent).toHaveLength(1)
  pair.lag(32 * MIB + 1_000)
  connection.sendMessage(new Uint8Array(10))
  advance(100)
  expect(pair.unsent).toHaveLength(1)
  expect(pair.closeCode).toBe(1013)
  expect(connection.isOpen).toBe(false)
  expect(other.people.size).toBe(0)
})

test('[FO6] what the socket answers to pings by itself is counted, too', () => {
  const { other, pair, advance } = connected()
  pair.lag(31 * MIB)
  advance(500)
  expect(pair.closeCode).toBeNull()
  pair.lag(33 * MIB)
  advance(500)
  expect(pair.closeCode).toBe(1013)
  expect(other.people.size).toBe(0)
})

test('[FO6] who has taken nothing for 2 minutes is closed with 1013', () => {
  const { other, connection, pair, receive, advance } = connected()
  pair.lag()
  connection.sendMessage(new Uint8Array(100_000))
  advance(250)
  for (let n = 0; n < 11; n++) {
    receive(awarenessFrame([{ id: 1, clock: n + 2, state: { n } }]))
    advance(10_000)
  }
  expect(pair.closeCode).toBeNull()
  receive(awarenessFrame([{ id: 1, clock: 20, state: {} }]))
  advance(10_000)
  expect(pair.closeCode).toBe(1013)
  expect(other.people.size).toBe(0)
})

test('[PR6] what a connection brings after its end is of nobody', () => {
  const { other, room, connection, pair, advance } = connected()
  connection.close('silent')
  for (const message of [awarenessFrame([{ id: 1, clock: 5, state: {} }]), Uint8Array.of(3)])
    pair.relay.ws.emit('message', Buffer.from(message), true)
  advance(100)
  expect(room.presence.get(1)).toBeUndefined()
  expect(other.people.size).toBe(0)
})
