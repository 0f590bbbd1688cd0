// A throw at each door of the relay costs one connection or one room, and nobody else notices.
import type { Socket } from 'node:net'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ClientSocket } from '../../server/connections/client-socket.ts'
import { Connection } from '../../server/connections/connection.ts'
import { ConnectionRegistry } from '../../server/connections/connection-registry.ts'
import { DisconnectHistory } from '../../server/connections/disconnect-history.ts'
import { Heartbeat } from '../../server/connections/heartbeat.ts'
import { MessageHandler } from '../../server/connections/message-handler.ts'
import { ProtocolV1 } from '../../server/connections/protocol-v1.ts'
import { Violations } from '../../server/connections/violations.ts'
import { AnswerMemory } from '../../server/fanout/answer-memory.ts'
import { Broadcast } from '../../server/fanout/broadcast.ts'
import { Hub } from '../../server/rooms/hub.ts'
import { Moderation } from '../../server/rooms/moderation.ts'
import { Room } from '../../server/rooms/room.ts'
import { RoomPresence } from '../../server/rooms/room-presence.ts'
import { CLOSES, MESSAGES, SYNC } from '../../shared/index.ts'
import { syncFrame } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { welcomesOf } from '../support/raw-signals.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { HURT, relayWithWalls, throwOnce, twoIn } from '../support/walls.ts'

const ONE_CONNECTION = { room: HURT, connection: expect.any(String) }

const announce = (raw: RawClient, id: number) => raw.say({ id, state: { name: `raw ${id}` } })

/** The people in the room, as the relay has them. */
const membersOf = async (url: string) => {
  const response = await fetch(`${url}/api/rooms/${HURT}`)
  const { connections, entries } = (await response.json()) as Record<string, number>
  return { connections, entries }
}

test('[WA1][WA2][X25] message: a message that fails closes its connection with 1011', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  throwOnce(MessageHandler.prototype, 'receive')
  announce(raw, 1)
  expect(await raw.closed).toMatchObject({ code: 1011 })
  await wasCaught('message', ONE_CONNECTION)
  await hurt.converge()
  await nothingElseHappened()
})

test('message: an answer to sync step 1 that fails closes the connection that asked', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  throwOnce(Broadcast.prototype, 'answer')
  raw.send(syncFrame(SYNC.step1, Uint8Array.of(0)))
  expect(await raw.closed).toMatchObject({ code: 1011 })
  await wasCaught('message', ONE_CONNECTION)
  await hurt.converge()
  await nothingElseHappened()
})

test('message: a new token that cannot be taken closes its connection, also where that fails later', async () => {
  // One that has no secret cannot tell, and takes any.
  const options = { secrets: [SECRET], anonymous: 'join' } as const
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls(options)
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT, { isCompact: true })
  throwOnce(Violations.prototype, 'refuse')
  raw.send(Uint8Array.of(MESSAGES.token.type, 1, 120))
  expect(await raw.closed).toMatchObject({ code: 1011 })
  await wasCaught('message', ONE_CONNECTION)
  await hurt.converge()
  await nothingElseHappened()
})

test('socket: a pong that fails closes its connection', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  throwOnce(Heartbeat.prototype, 'heard')
  raw.ws.pong()
  expect(await raw.closed).toMatchObject({ code: 1011 })
  await wasCaught('socket', ONE_CONNECTION)
  await hurt.converge()
  await nothingElseHappened()
})

test('socket: bytes that are no WebSocket frame, and fail to be told of, end their connection', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  announce(raw, 1)
  await hurt.stock.waitFor({ clientId: 1 })
  throwOnce(Violations.prototype, 'count')
  const { _socket } = raw.ws as unknown as { _socket: Socket }
  _socket.write(Uint8Array.of(0xff, 0xff, 0xff, 0xff))
  await raw.closed
  await wasCaught('socket', ONE_CONNECTION)
  await hurt.stock.waitGone({ clientId: 1 })
  await hurt.converge()
  await nothingElseHappened()
})

test('socket: a drain that fails closes its connection', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const [reader, writer] = [await rawClient(wsUrl, HURT), await rawClient(wsUrl, HURT)]
  announce(reader, 1)
  announce(writer, 2)
  await writer.waitFor(1)
  // Not the writer, which is sent its own update, too; and not a sweep, which looks whether there is more to answer.
  const hasThrown = throwOnce(Connection.prototype, 'drained', {
    when: (self) => self.describe().clientIds.includes(1),
  })
  const large = new Y.Doc()
  large.getText('text').insert(0, 'x'.repeat(6_000_000))
  writer.send(syncFrame(SYNC.update, Y.encodeStateAsUpdate(large)))
  expect(await reader.closed).toMatchObject({ code: 1011 })
  expect(hasThrown()).toBe(true)
  await wasCaught('socket', ONE_CONNECTION)
  await writer.waitGone(1)
  await nothingElseHappened()
})

test('[WA1][WA2][X25] sweep: a connection that cannot be swept is closed', async () => {
  const time = fakeClock(Date.now())
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls({ clock: time.clock })
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  announce(raw, 1)
  await hurt.stock.waitFor({ clientId: 1 })
  // A sweep looks whether a connection that was not read may be read again.
  throwOnce(Connection.prototype, 'readOn', {
    when: (self) => self.roomId === HURT && self.wire.protocol === 'stock',
  })
  for (let passedMs = 0; passedMs < 16_000; passedMs += 250) {
    time.advance(250)
    raw.ws.ping()
    await new Promise(setImmediate)
  }
  await wasCaught('sweep', ONE_CONNECTION)
  await hurt.converge()
  await nothingElseHappened()
})

test('[WA2] sweep: a room that cannot be swept is emptied with 1013, and comes back', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  throwOnce(Room.prototype, 'sweep', { when: ({ id }) => id === HURT })
  expect(await raw.closed).toMatchObject({ code: 1013, reason: CLOSES['try-later'].text })
  await wasCaught('sweep', { room: HURT })
  await hurt.converge()
  await nothingElseHappened()
})

test.for([
  ['the hub', Hub.prototype],
  ['the connections', ConnectionRegistry.prototype],
  ['the answers that wait', AnswerMemory.prototype],
] as const)('sweep: %s may fail at one, and the next one is done', async ([, prototype]) => {
  const { wsUrl, failures, nothingElseHappened } = await relayWithWalls({ idleMs: 0 })
  const hurt = await twoIn(wsUrl, HURT)
  throwOnce(prototype as Hub, 'sweep')
  await until(async () => (await failures('sweep')) === 1)
  await hurt.converge()
  await nothingElseHappened()
})

test('sweep: a room that cannot be closed leaves memory all the same, and can be loaded again', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls({ idleMs: 0 })
  const raw = await rawClient(wsUrl, HURT)
  throwOnce(Room.prototype, 'close')
  raw.ws.close()
  await wasCaught('sweep', { room: HURT })
  await until(async () => (await membersOf(url)).connections === 0)
  const hurt = await twoIn(wsUrl, HURT)
  await hurt.converge()
  await nothingElseHappened()
})

test.for([
  ['the room', Moderation.prototype, 'entered', undefined],
  ['the room, which then fails to be left', RoomPresence.prototype, 'leave', Room.prototype],
  ['the connection before', Connection.prototype, 'start', undefined],
] as const)(
  'entry: %s fails at it: nobody is left behind in the room, and the client comes back',
  async ([, prototype, method, too]) => {
    const { wsUrl, url, failures, nothingElseHappened } = await relayWithWalls()
    const hurt = await twoIn(wsUrl, HURT)
    throwOnce(prototype as Moderation, method as 'entered')
    if (too !== undefined) throwOnce(too, 'enter', { isAfter: true })
    const raw = await rawClient(wsUrl, HURT)
    expect(await raw.closed).toMatchObject({ code: 1011 })
    expect(await failures('entry')).toBe(1)
    await hurt.converge()
    await until(async () => (await membersOf(url)).connections === 2, 'nobody else is counted')
    expect(await membersOf(url)).toEqual({ connections: 2, entries: 2 })
    await nothingElseHappened()
  },
)

test('entry: a connection that fails once it is in is closed and out', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  throwOnce(Broadcast.prototype, 'enter', { isAfter: true })
  const raw = await rawClient(wsUrl, HURT)
  expect(await raw.closed).toMatchObject({ code: 1011 })
  await wasCaught('entry', ONE_CONNECTION)
  await hurt.converge()
  expect(await membersOf(url)).toEqual({ connections: 2, entries: 2 })
  await nothingElseHappened()
})

test('leave: a room that somebody cannot leave is emptied with 1013, and nobody is a ghost in it', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const [raw, other] = [await rawClient(wsUrl, HURT), await rawClient(wsUrl, HURT)]
  announce(raw, 1)
  await hurt.stock.waitFor({ clientId: 1 })
  throwOnce(RoomPresence.prototype, 'leave')
  raw.ws.terminate()
  expect(await other.closed).toMatchObject({ code: 1013, reason: CLOSES['try-later'].text })
  await wasCaught('leave', ONE_CONNECTION)
  await hurt.stock.waitGone({ clientId: 1 })
  await hurt.converge()
  expect(await membersOf(url)).toEqual({ connections: 2, entries: 2 })
  await nothingElseHappened()
})

test('leave: the history of connections fails at it, and the room goes on', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const sockets = [hurt.stock.socket(), hurt.compact.socket()]
  const raw = await rawClient(wsUrl, HURT)
  announce(raw, 1)
  await hurt.stock.waitFor({ clientId: 1 })
  throwOnce(DisconnectHistory.prototype, 'add')
  raw.ws.terminate()
  await wasCaught('leave', ONE_CONNECTION)
  await hurt.stock.waitGone({ clientId: 1 })
  await hurt.converge()
  expect(await membersOf(url)).toEqual({ connections: 2, entries: 2 })
  expect(sockets.every((socket) => socket?.readyState === socket?.OPEN)).toBe(true)
  await nothingElseHappened()
})

test('leave: a connection that cannot be closed in words is ended without', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const hurt = await twoIn(wsUrl, HURT)
  const raw = await rawClient(wsUrl, HURT)
  announce(raw, 1)
  await hurt.stock.waitFor({ clientId: 1 })
  // What the stock client sends back of it is read by then, and is not the message that fails.
  await hurt.converge()
  throwOnce(MessageHandler.prototype, 'receive')
  throwOnce(ClientSocket.prototype, 'close')
  announce(raw, 1)
  expect(await raw.closed).toMatchObject({ code: 1006 })
  await wasCaught('message', ONE_CONNECTION)
  await wasCaught('leave', ONE_CONNECTION)
  await hurt.stock.waitGone({ clientId: 1 })
  await hurt.converge()
  await nothingElseHappened()
})

test('listener: a participant that cannot be told of itself costs itself, not the sender of what it is told', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls(ORDERED)
  const [told, other] = [
    await rawClient(wsUrl, HURT, { isCompact: true }),
    await rawClient(wsUrl, HURT, { isCompact: true }),
  ]
  await until(() => welcomesOf(other).length === 1)
  throwOnce(ProtocolV1.prototype, 'welcome')
  const answer = await fetch(`${url}/api/rooms/${HURT}/signals`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'mute-reactions', data: true }),
  })
  expect(answer.status).toBe(204)
  expect(await told.closed).toMatchObject({ code: 1011 })
  await until(() => welcomesOf(other).length === 2)
  expect(welcomesOf(other).at(-1)).toMatchObject({ rules: { reactionsMuted: true } })
  await wasCaught('listener', ONE_CONNECTION)
  await nothingElseHappened()
})
