import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { joinRoom, systemEnvironment } from '../../client/index.ts'
import { memoryStore, systemClock } from '../../server/index.ts'
import { REFUSALS } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A line to a relay that can go dead without a word, as a network does that drops packets. */
const startLine = async (target: string) => {
  const { hostname, port } = new URL(target)
  const { connect } = await import('node:net')
  const sockets = new Set<Socket>()
  let isDead = false
  const server: Server = createServer((socket) => {
    const upstream = connect(Number(port), hostname)
    for (const [from, to] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.on('data', (data) => {
        if (!isDead) to.write(data)
      })
    }
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return {
    wsUrl: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    die() {
      isDead = true
    },
    heal() {
      isDead = false
    },
  }
}

test('a relay that restarts has everyone back, with document, presence and a kept hand', async () => {
  const store = { ...memoryStore(), close: async () => undefined }
  const relay = await startRelay({ store })
  const port = Number(new URL(relay.url).port)
  const rooms = ['Ada', 'teacher'].map((name) => clientRoom(relay.wsUrl, 'lesson', { presence: { name } }))
  const [ada, teacher] = rooms
  if (ada === undefined || teacher === undefined) throw new Error('there are two')
  await ada.waitFor('teacher')
  ada.text.insert(0, 'before')
  ada.self.set({ hand: true })
  await teacher.waitFor('Ada', ({ hand }) => hand === true)
  await relay.close()
  await until(() => ada.status.get().state === 'disconnected')
  expect(ada.status.get()).toMatchObject({ reason: expect.stringContaining('going down') })
  ada.text.insert(6, ' and while it was away')
  ada.self.set({ x: 0.3 })
  expect(ada.person('Ada')).toMatchObject({ x: 0.3, hand: true })
  expect(ada.person('teacher')?.status).toBe('reconnecting')
  await startRelay({ store, port })
  await until(() => teacher.text.toString() === 'before and while it was away')
  expect(await teacher.waitFor('Ada', ({ x, status }) => x === 0.3 && status === 'here')).toMatchObject({
    hand: true,
  })
})

test('[FI3] the order of hands outlives a restart of the relay, whoever comes back first', async () => {
  const store = { ...memoryStore(), close: async () => undefined }
  const relay = await startRelay({ store })
  const rooms = ['first', 'second', 'third'].map((name) =>
    clientRoom(relay.wsUrl, 'lesson', { presence: { name } }),
  )
  for (const room of rooms) {
    await room.connected()
    room.self.set({ hand: true })
    await until(() => room.self.get().handAt !== undefined)
  }
  await relay.close()
  await until(() => rooms.every((room) => room.status.get().state === 'disconnected'))
  await startRelay({ store, port: Number(new URL(relay.url).port) })
  // The last one is back first.
  for (const room of rooms.toReversed()) {
    room.reconnect()
    await room.connected()
  }
  const order = (room: (typeof rooms)[number]) =>
    room.hands.get().map(({ name, status }) => `${name} ${status}`)
  await until(() => rooms.every((room) => order(room).join() === 'first here,second here,third here'))
})

test('[CL3] a line that goes dead without a word is noticed, and everything goes on when it heals', async () => {
  const relay = await startRelay()
  const line = await startLine(relay.url)
  const ada = clientRoom(line.wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const teacher = clientRoom(relay.wsUrl, 'lesson', { presence: { name: 'teacher' } })
  await ada.waitFor('teacher')
  line.die()
  ada.text.insert(0, 'written into the void')
  await until(() => ada.status.get().state === 'disconnected', 'the loss is noticed', 30_000)
  expect(ada.status.get()).toMatchObject({ reason: 'no answer' })
  line.heal()
  await until(() => teacher.text.toString() === 'written into the void', 'the text arrives', 60_000)
  await teacher.waitFor('Ada', ({ status }) => status === 'here')
}, 120_000)

test('a permanent refusal stops, says why, and may be tried again by hand', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const room = clientRoom(wsUrl, 'lesson', { token: await token({ rooms: ['other'] }) })
  await until(() => room.status.get().state === 'closed')
  expect(room.status.get()).toEqual({
    state: 'closed',
    code: 4403,
    reason: expect.stringContaining('room-forbidden'),
    retry: 'never',
  })
  expect(room.sockets).toHaveLength(1)
  room.reconnect()
  await until(() => room.sockets.length === 2)
  await until(() => room.status.get().state === 'closed')
})

test('C38 [CL4] a token that ended while nobody was there is asked for again', async () => {
  let aheadMs = 0
  const clock = { ...systemClock, wallMs: () => Date.now() + aheadMs }
  const { wsUrl } = await startRelay({ secrets: [SECRET], clock })
  const ttls = [30, 3600]
  const source = vi.fn(async () => token({ ttlSeconds: ttls.shift() ?? 3600 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  await room.connected()
  expect(source).toHaveBeenCalledOnce()
  // The relay finds the token ended; the client cannot know, its own clock is behind.
  aheadMs = 60_000
  await until(() => room.sockets.length === 2)
  await room.connected()
  expect(source).toHaveBeenCalledTimes(2)
})

test('C41 [CL4] a token that holds is asked for once, whatever the network does', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const source = vi.fn(() => token({ ttlSeconds: 3600 }))
  const room = clientRoom(wsUrl, 'lesson', { token: source })
  for (let i = 1; i <= 5; i++) {
    await until(() => room.sockets.length === i && room.status.get().state === 'connected')
    room.socket()?.terminate()
  }
  await until(() => room.sockets.length === 6)
  expect(source).toHaveBeenCalledOnce()
})

test('[CL4] a new token is sent in place: the connection stays, with what the new one says', async () => {
  let aheadMs = 0
  const clock = { ...systemClock, wallMs: () => Date.now() + aheadMs }
  const { wsUrl } = await startRelay({ secrets: [SECRET], clock })
  const tokens = [token({ ttlSeconds: 7 }), token({ ttlSeconds: 3600, role: 'host' })]
  const room = clientRoom(wsUrl, 'lesson', { token: () => tokens.shift() ?? '', presence: { name: 'Ada' } })
  const other = clientRoom(wsUrl, 'lesson', { token: await token({ sub: 'b' }), presence: { name: 'b' } })
  expect(await other.waitFor('Ada')).toMatchObject({ role: 'member' })
  await other.waitFor('Ada', ({ role }) => role === 'host')
  expect(room.self.get().role).toBe('host')
  aheadMs = 8_000
  await until(() => other.status.get().state === 'connected')
  room.self.set({ x: 0.5 })
  await other.waitFor('Ada', ({ x }) => x === 0.5)
  expect(room.sockets).toHaveLength(1)
})

test('[SE5] whoever may be present by a new token is seen at once, as they are now', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const tokens = [token({ ttlSeconds: 7, role: 'viewer' }), token({ ttlSeconds: 3600, role: 'member' })]
  const room = clientRoom(wsUrl, 'lesson', { token: () => tokens.shift() ?? '', presence: { name: 'Ada' } })
  const other = clientRoom(wsUrl, 'lesson', { token: await token({ sub: 'b' }), presence: { name: 'b' } })
  await room.waitFor('b')
  room.self.set({ x: 0.5 })
  expect(await other.waitFor('Ada')).toMatchObject({ role: 'member', x: 0.5 })
  room.self.set({ x: 1 })
  await other.waitFor('Ada', ({ x }) => x === 1)
  expect([room.sockets.length, room.notice.get()]).toEqual([1, null])
})

test('a token function that fails is tried again', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  let tries = 0
  const room = clientRoom(wsUrl, 'lesson', {
    token: () => {
      tries += 1
      if (tries < 3) throw new Error('the school is offline')
      return token()
    },
  })
  await until(() => room.status.get().state === 'disconnected')
  expect(room.status.get()).toMatchObject({ reason: expect.stringContaining('the school is offline') })
  await room.connected()
  expect(tries).toBe(3)
})

test('[DO8] a reader is told that it may not write', async () => {
  const { wsUrl } = await startRelay({ anonymous: 'view' })
  const room = clientRoom(wsUrl, 'lesson', { presence: { name: 'viewer' } })
  await room.connected()
  expect(room.self.get().role).toBe('viewer')
  room.text.insert(0, 'x')
  await until(() => room.notice.get() !== null)
  expect(room.notice.get()).toMatchObject({ code: 'read-only' })
})

test('[CL8] that the relay takes no page of this origin is told to the author of the page', async () => {
  const { wsUrl } = await startRelay({ origins: ['https://school.example'] })
  const reported: unknown[] = []
  class Elsewhere extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { origin: 'https://other.example' })
    }
  }
  const room = joinRoom(wsUrl, 'lesson', {
    environment: {
      ...systemEnvironment(Elsewhere as unknown as typeof globalThis.WebSocket),
      report: (error) => reported.push(error),
    },
  })
  onTestCleanup(() => room.leave())
  await until(() => room.status.get().state === 'closed', 'the relay has refused')
  expect(room.status.get()).toMatchObject({ code: REFUSALS['origin-forbidden'].close, retry: 'never' })
  expect(reported.map(String)).toEqual([expect.stringContaining('origin-forbidden: ')])
})
