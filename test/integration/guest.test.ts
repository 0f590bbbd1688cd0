// A relay on a server that is somebody else's, beside upgrade listeners of others.
import { createServer, request, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import express from 'express'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { createRelay, type Relay, type RelayOptions } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const open = async (server: Server): Promise<string> => {
  onTestCleanup(() => {
    server.close()
    server.closeAllConnections()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A host with a page of its own, and a relay below `/rooms`. */
const startHost = async (
  options: RelayOptions = {},
  mount = (relay: Relay, host: Server) => relay.upgrade(host),
) => {
  const { log, lines } = memoryLog()
  const relay = createRelay({ path: '/rooms', log, ...options })
  onTestCleanup(() => relay.close())
  const server = createServer((request, response) =>
    relay.handle(request, response, () => response.end('my product')),
  )
  mount(relay, server)
  const address = await open(server)
  return { relay, server, lines, url: `http://${address}`, wsUrl: `ws://${address}` }
}

/** The host's own WebSockets at `/chat`, which say everything back. */
const withChat = (server: Server) => {
  const chat = new WebSocketServer({ noServer: true })
  chat.on('connection', (ws) => ws.on('message', (data) => ws.send(data)))
  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/chat')
      chat.handleUpgrade(request, socket, head, (ws) => chat.emit('connection', ws))
  })
}

/** What the host's own WebSocket says back. */
const echoOf = async (wsUrl: string, words: string): Promise<string> => {
  const ws = await openSocket(`${wsUrl}/chat`)
  ws.send(words)
  const { promise, resolve } = Promise.withResolvers<string>()
  ws.on('message', (data) => resolve(data.toString()))
  ws.on('close', (code) => resolve(`closed with ${code}`))
  return promise
}

const textOf = async (url: string): Promise<string> => (await fetch(url)).text()

test.each(['before', 'after'])(
  '[X60][HT5] the host’s own WebSockets and pages go on, its listener added %s that of the relay',
  async (order) => {
    const { url, wsUrl } = await startHost({}, (relay, server) => {
      if (order === 'before') withChat(server)
      relay.upgrade(server)
      if (order === 'after') withChat(server)
    })
    const ada = stockClient(`${wsUrl}/rooms`, 'school/5b', { state: { name: 'Ada' } })
    const ours = clientRoom(`${wsUrl}/rooms`, 'school/5b', { presence: { name: 'Ben' } })
    await ours.waitFor('Ada')
    await ada.waitFor({ clientId: ours.room.doc.clientID })
    expect(await echoOf(wsUrl, 'hello')).toBe('hello')
    expect(await textOf(url)).toBe('my product')
    expect(await textOf(`${url}/roomsandmore`)).toBe('my product')
    expect(await (await fetch(`${url}/rooms/api/rooms/school%2F5b`)).json()).toMatchObject({ connections: 2 })
    expect(await (await fetch(`${url}/rooms/readyz`)).json()).toMatchObject({ ready: true })
    expect((await fetch(`${url}/rooms/school/5b`)).status).toBe(426)
    // Somebody who looks at what is there.
    expect(await textOf(`${url}/rooms`)).toContain('Rooms are below this address')
    expect(await refusedUpgrade(`${wsUrl}/rooms/a b`)).toMatchObject({ body: { error: 'bad-room' } })
  },
)

test('[X60] a socket that is not the relay’s is neither answered nor ended, whatever its owner takes its time for', async () => {
  const owned: unknown[] = []
  const { wsUrl, lines } = await startHost({}, (relay, server) => {
    relay.upgrade(server)
    server.on('upgrade', (request, socket) => {
      if (request.url === '/slow') owned.push(socket)
    })
  })
  const socket = connect(Number(new URL(wsUrl).port), '127.0.0.1')
  onTestCleanup(() => socket.destroy())
  let heard = ''
  socket.on('data', (data) => {
    heard += data
  })
  socket.write('GET /slow HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await until(() => owned.length === 1)
  // A whole join has come and gone meanwhile.
  await openSocket(`${wsUrl}/rooms/lesson`)
  expect([heard, socket.readableEnded, socket.destroyed]).toEqual(['', false, false])
  expect(lines).toEqual([])
})

test('[X60] an app that takes the path of the mount away, as Express does, is the same', async () => {
  const relay = createRelay({ path: '/rooms' })
  onTestCleanup(() => relay.close())
  const app = express()
  app.use('/rooms', relay.handle)
  const url = `http://${await open(createServer(app))}`
  expect(await (await fetch(`${url}/rooms/api/rooms/lesson`)).json()).toMatchObject({ room: 'lesson' })
  expect((await fetch(`${url}/api/rooms/lesson`)).status).toBe(404)
})

test('[X60] where nobody else listens, an upgrade of the host’s is refused, and does not stay open', async () => {
  const { wsUrl } = await startHost()
  expect(await refusedUpgrade(`${wsUrl}/elsewhere`)).toMatchObject({ status: 404 })
})

test('[X60] a listener that refuses what is not its own costs the relay’s clients their socket, and the log names it', async () => {
  const { url, wsUrl, lines } = await startHost({}, (relay, server) => {
    relay.upgrade(server)
    new WebSocketServer({ server, path: '/chat' })
  })
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  request(`${url}/rooms/lesson`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'sec-websocket-version': '13',
    },
  })
    .on('response', (response) => resolve(response.statusCode))
    .end()
  expect(await promise).toBe(400)
  await until(() => lines.some(({ message }) => message === 'another upgrade listener has ended a socket'))
  expect(await textOf(url)).toBe('my product')
  await openSocket(`${wsUrl}/chat`)
})

test.each(['before', 'after'])(
  '[X60] a listener that destroys what is not its own, added %s that of the relay, is named by the log once',
  async (order) => {
    const { wsUrl, lines } = await startHost({}, (relay, server) => {
      if (order === 'after') relay.upgrade(server)
      server.on('upgrade', (_request, socket) => socket.destroy())
      if (order === 'before') relay.upgrade(server)
    })
    await expect(openSocket(`${wsUrl}/rooms/lesson`)).rejects.toThrow('socket hang up')
    await until(() => lines.length > 0)
    expect(lines).toMatchObject([
      { message: 'another upgrade listener has ended a socket', fields: { path: '/rooms/lesson' } },
    ])
  },
)

test('[X60] a host that has forgotten relay.upgrade is told so by the log', async () => {
  const { wsUrl, lines } = await startHost({}, () => undefined)
  expect(await refusedUpgrade(`${wsUrl}/rooms/lesson`)).toMatchObject({ status: 426 })
  expect(lines.map(({ message }) => message)).toEqual(['a WebSocket came as a plain request'])
})

test('[X60] a host decides itself what the relay upgrades', async () => {
  const { wsUrl } = await startHost({}, ({ handleUpgrade }, server) => {
    server.on('upgrade', (request, socket, head) => {
      if (request.headers['x-pass'] !== 'yes') return socket.destroy()
      request.url = '/rooms/lesson'
      handleUpgrade(request, socket, head)
    })
  })
  await openSocket(`${wsUrl}/anything`, { headers: { 'x-pass': 'yes' } })
  await expect(openSocket(`${wsUrl}/rooms/lesson`)).rejects.toThrow()
})

test('[X60] what is no HTTP server is refused', async () => {
  const relay = createRelay()
  onTestCleanup(() => relay.close())
  for (const none of [null, new Hono(), Object.assign(() => undefined, { on: () => undefined })])
    expect(() => relay.upgrade(none as unknown as Server)).toThrow(TypeError)
})

test('[X60] what is no Hono app is refused, and what was there before goes on', async () => {
  const { relay, server, wsUrl } = await startHost()
  for (const none of [{}, null, express()])
    expect(() => relay.upgrade(server, none as unknown as Hono)).toThrow(TypeError)
  await openSocket(`${wsUrl}/rooms/lesson`)
})

test('[X61] close ends the relay’s sockets and leaves the host’s server and sockets as they are', async () => {
  const { relay, server, url, wsUrl } = await startHost({}, (relay, server) => {
    withChat(server)
    relay.upgrade(server)
    // Mounted again by a host that starts twice: still one listener.
    relay.upgrade(server)
  })
  expect(server.listenerCount('upgrade')).toBe(2)
  const chat = await openSocket(`${wsUrl}/chat`)
  const joined = await openSocket(`${wsUrl}/rooms/lesson`)
  const closed = closeOf(joined)
  await relay.close()
  expect((await closed).code).toBe(1012)
  expect(server.listening).toBe(true)
  expect(await echoOf(wsUrl, 'still here')).toBe('still here')
  expect(chat.readyState).toBe(chat.OPEN)
  expect(await textOf(url)).toBe('my product')
  expect((await fetch(`${url}/rooms/readyz`)).status).toBe(503)
  expect((await fetch(`${url}/rooms/api/rooms/lesson`)).status).toBeLessThan(600)
  expect(() => relay.upgrade(server)).toThrow('closed')
  await expect(relay.listen()).rejects.toThrow('closed')
})

test('[X61] beside another listener, a closed relay refuses what comes for it, until another one takes the path', async () => {
  const { relay, server, wsUrl } = await startHost({}, (relay, server) => {
    withChat(server)
    relay.upgrade(server)
  })
  await relay.close()
  const refused = await refusedUpgrade(`${wsUrl}/rooms/lesson`)
  expect(refused).toMatchObject({ status: 503, body: { error: 'draining', retry: 'later' } })
  const next = createRelay({ path: '/rooms' })
  onTestCleanup(() => next.close())
  // Some hosts begin so.
  server.removeAllListeners('upgrade')
  next.upgrade(server)
  await openSocket(`${wsUrl}/rooms/lesson`)
  expect(server.listenerCount('upgrade')).toBe(1)
})

test.each(['127.0.0.1', 'localhost'])(
  'listen at %s rejects where close comes before the server listens',
  async (host) => {
    const relay = createRelay()
    const listening = expect(relay.listen({ host })).rejects.toThrow('closed')
    await relay.close()
    await listening
  },
)

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['::1', '[::1]'],
])('[X65] a relay that listens on %s gives a URL that a client joins by', async (host, name) => {
  const relay = createRelay({ path: '/rooms' })
  onTestCleanup(() => relay.close())
  const { url } = await relay.listen({ host })
  expect(url).toMatch(new RegExp(`^http://${name.replaceAll(/[.[\]]/g, '\\$&')}:\\d+/rooms$`))
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
  expect(await refusedUpgrade(`${new URL(url).origin.replace('http', 'ws')}/lesson`)).toMatchObject({
    status: 404,
  })
  const room = clientRoom(url.replace('http', 'ws'), 'lesson')
  await room.connected()
})

test('[X60] an order whose body a parser of the host has read is refused, and does not wait for it', async () => {
  const relay = createRelay()
  onTestCleanup(() => relay.close())
  const server = createServer(async (request, response) => {
    for await (const _chunk of request);
    relay.handle(request, response)
  })
  relay.upgrade(server)
  const url = `http://${await open(server)}`
  await openSocket(`${url.replace('http', 'ws')}/lesson`)
  const response = await fetch(`${url}/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"code":"123-456-789"}',
  })
  expect(response.status).toBe(400)
})
