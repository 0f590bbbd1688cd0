import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { systemClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import { ClientSocket } from '../../server/connections/client-socket.ts'
import { RecentRefusals } from '../../server/connections/recent-refusals.ts'
import { ClientWebSocket } from '../../server/connections/socket-events.ts'
import { UnfinishedMessages } from '../../server/connections/unfinished-messages.ts'
import { Violations } from '../../server/connections/violations.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { createPreAuthSockets } from '../../server/gate/pre-auth-sockets.ts'
import { type Authorize, route } from '../../server/http/api/route.ts'
import type { Env } from '../../server/http/env.ts'
import { createRequestTurn } from '../../server/http/request-turn.ts'
import { createHttpServer } from '../../server/http/server.ts'
import { createUpgradeListener } from '../../server/http/upgrade.ts'
import { ok, type RoomId } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { memoryLog } from '../support/memory-log.ts'
import { until } from '../support/until.ts'

const WORK_MS = 1

/** A hundred messages, in any number of sockets, are more than is handled in one turn of the event loop. */
const MESSAGES = 200

const work = () => {
  const untilMs = performance.now() + WORK_MS
  while (performance.now() < untilMs);
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `${index}`)

/** Sockets of a relay whose messages take a while each, and how many were handled in each turn of the event loop. */
const setUp = async () => {
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const unfinished = new UnfinishedMessages(context)
  const server = new WebSocketServer({ port: 0, WebSocket: ClientWebSocket })
  onTestCleanup(() => server.close())
  const ignored = () => undefined
  const offender = { wire: WIRES.stock, isOpen: true, sendMessage: ignored, close: ignored }
  const refusals = new RecentRefusals(context.clock)
  const handled: string[] = []
  const perTurn = [0]
  const turn = () => {
    perTurn.push(0)
    if (server.clients.size > 0) setImmediate(turn)
  }
  const count = (what: string) => {
    handled.push(what)
    perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
  }
  const message = (data: Buffer) => {
    work()
    count(data.toString())
  }
  server.on('connection', (ws, { socket, url: roomId = '' }) => {
    const about = { room: roomId, connection: 'connection' }
    const violations = new Violations(offender, about, { ...context, refusals })
    const closed = () => {
      work()
      count('closed')
    }
    const owner = { roomId, violations, message, drained: ignored, closed, close: ignored, failed: ignored }
    new ClientSocket({ ws, socket }, { ...context, unfinished }, owner).resume()
    if (server.clients.size === 1) setImmediate(turn)
  })
  const open = async (room: string) => {
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/${room}`)
    onTestCleanup(() => client.terminate())
    await new Promise((resolve) => client.on('open', resolve))
    return client
  }
  return { open, handled, perTurn }
}

/** A socket to a port of this machine. */
const opened = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  onTestCleanup(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

/** Sends them in one write to the network: they are read in one piece. */
const sendTogether = (client: WebSocket, messages: readonly string[], close = false) => {
  const { _socket: socket } = client as unknown as { readonly _socket: Socket }
  socket.cork()
  for (const message of messages) client.send(message)
  if (close) client.close()
  socket.uncork()
}

test('[FO8] of many messages in one piece some are handled in a turn of the event loop, all of them in order', async () => {
  const { open, handled, perTurn } = await setUp()
  const client = await open('room')
  sendTogether(client, names(MESSAGES), true)
  await until(() => handled.length > MESSAGES)
  // The close came behind them.
  expect(handled).toEqual([...names(MESSAGES), 'closed'])
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
})

test('[FO8] messages of many sockets that come in the same moment are handled in several turns', async () => {
  const { open, handled, perTurn } = await setUp()
  const clients = await Promise.all(names(MESSAGES).map(() => open('room')))
  for (const [index, client] of clients.entries()) client.send(`${index}`)
  await until(() => handled.length === MESSAGES)
  expect(new Set(handled)).toEqual(new Set(names(MESSAGES)))
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
})

test('[FO8] people who leave in the same moment leave in several turns', async () => {
  const { open, handled, perTurn } = await setUp()
  const clients = await Promise.all(names(MESSAGES).map(() => open('room')))
  const calm = await open('calm')
  for (const client of clients) client.terminate()
  await until(() => handled.length > 0)
  calm.send('calm')
  await until(() => handled.length > MESSAGES)
  expect(handled.filter((one) => one === 'closed')).toHaveLength(MESSAGES)
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
  // Another room waits for a part of them.
  expect(handled.indexOf('calm')).toBeLessThan(MESSAGES / 2)
})

test('[FO8] a message waits for no room that sends much, nor a room for the sockets of another one', async () => {
  const { open, handled } = await setUp()
  const clients = await Promise.all(names(MESSAGES / 4).map(() => open('busy')))
  const [calm, late] = [await open('calm'), await open('late')]
  for (const client of clients) sendTogether(client, names(10))
  sendTogether(calm, Array(8).fill('calm'))
  await until(() => handled.length > 0)
  late.send('late')
  await until(() => handled.length === 10 * clients.length + 9)
  // Both are done long before the busy room is, whose sockets have had two messages each by then.
  expect(handled.lastIndexOf('calm')).toBeLessThan(MESSAGES / 2)
  expect(handled.indexOf('late')).toBeLessThan(MESSAGES / 2)
})

test('[LM6] requests and handshakes that come in the same moment are answered in several turns', async () => {
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const perTurn = [0]
  const fetch = () => {
    work()
    perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
    return new Response('later', { status: 503 })
  }
  const sockets = new WebSocketServer({ noServer: true })
  const preAuthSockets = createPreAuthSockets(context.metrics)
  const requestTurn = createRequestTurn({ arrivals: context.arrivals, trustProxy: 0, preAuthSockets })
  const server = createHttpServer(fetch, requestTurn)
  server.on('upgrade', createUpgradeListener({ ...context, fetch, sockets, preAuthSockets, requestTurn }))
  // Node takes one socket in a turn.
  let accepted = 0
  server.on('connection', () => {
    accepted += 1
  })
  onTestCleanup(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const clients = await Promise.all(names(MESSAGES).map(() => opened(port)))
  await until(() => accepted === MESSAGES)
  const answered = clients.map((client) => once(client, 'data'))
  const turn = () => {
    perTurn.push(0)
    if (server.listening) setImmediate(turn)
  }
  setImmediate(turn)
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
  for (const [index, client] of clients.entries())
    client.write(`GET /room HTTP/1.1\r\nHost: relay\r\n${index % 2 === 0 ? upgrade : ''}\r\n`)
  for (const [answer] of await Promise.all(answered)) expect(`${answer}`).toMatch(/^HTTP\/1.1 503 /)
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
})

test('[LM6] requests whose tokens are verified in the same moment are answered in several turns', async () => {
  const { arrivals } = createContext({ clock: systemClock, log: memoryLog().log })
  const { promise: verified, resolve: verify } = Promise.withResolvers<void>()
  const perTurn = [0]
  const caller = { room: 'room' as RoomId, identity: null, isAdmin: true }
  const look = async () => {
    await verified
    return ok(caller)
  }
  const authorize = { look } as unknown as Authorize
  const { answer } = route({
    ...{ method: 'get', path: '/api/rooms/:room/work', right: 'look', summary: 'Works.' },
    answers: { 200: { description: 'Done.' } },
    handle: () => {
      work()
      perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
      return ok(new Response('done'))
    },
  })
  const app = new Hono<Env>().get('/api/rooms/:room/work', async (c) => {
    const answered = await answer(c, authorize, (room) => arrivals.ofRoom(room))
    return answered.ok ? answered.value : new Response(null, { status: 500 })
  })
  const answers = names(MESSAGES).map(async () => (await app.request('/api/rooms/room/work')).text())
  let isOver = false
  const turn = () => {
    perTurn.push(0)
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  verify()
  expect(new Set(await Promise.all(answers))).toEqual(new Set(['done']))
  isOver = true
  expect(Math.max(...perTurn)).toBeLessThan(MESSAGES / 4)
})

test('[FO8] large messages that come in part to many sockets at once come whole, however long the turns are over', async () => {
  const { open, handled } = await setUp()
  const large = 'x'.repeat(200_000)
  const clients = await Promise.all(names(20).map((_, n) => open(`room ${n}`)))
  for (const client of clients) sendTogether(client, ['first', 'second', large, 'last'])
  await until(() => handled.length === 4 * clients.length)
  expect(handled.filter((message) => message === large)).toHaveLength(clients.length)
})
