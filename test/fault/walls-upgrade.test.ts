// What fails at an upgrade, or at the server below it, ends one socket.
import { createServer } from 'node:http'
import { type AddressInfo, Server } from 'node:net'
import { expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { silentLog } from '../../server/base/log.ts'
import { ConnectionRegistry } from '../../server/connections/connection-registry.ts'
import { createRelay } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { until } from '../support/until.ts'
import { HURT, relayWithWalls, throwOnce, twoIn, WAYS } from '../support/walls.ts'

const hangUp = async (url: string, headers = {}): Promise<string> => {
  const ws = new WebSocket(url, { headers })
  const { promise, resolve } = Promise.withResolvers<string>()
  ws.on('error', ({ message }) => resolve(message))
  ws.on('close', (code) => resolve(`${code}`))
  return promise
}

test.each([
  ['the handshake', WebSocketServer.prototype, 'handleUpgrade', {}],
  // A name from elsewhere is refused with a body, and without a handshake.
  ['the answer to it', Response.prototype, 'arrayBuffer', { host: 'evil.example' }],
  ['what opens the connection', ConnectionRegistry.prototype, 'open', {}],
] as const)(
  'upgrade: %s fails: that socket is ended, and its place is free again',
  async (_what, target, method, headers) => {
    const { url, wsUrl, failures, failureLines, nothingElseHappened } = await relayWithWalls()
    const hurt = await twoIn(wsUrl, HURT)
    throwOnce(target as ConnectionRegistry, method as 'open')
    expect(await hangUp(`${wsUrl}/${HURT}`, headers)).toMatch(/hang up|1006/)
    expect(await failures('upgrade')).toBe(1)
    expect(failureLines('upgrade')).toMatchObject([{ fields: { path: `/${HURT}` } }])
    await until(async () => (await metricOf(url, 'homeroom_connection_slots')) === 4)
    await hurt.converge()
    await nothingElseHappened()
  },
)

test.for(['throws', 'rejects'] as const)(
  'upgrade: an app of the host that %s is answered for with 500',
  async (way) => {
    const relay = createRelay({ log: silentLog })
    const server = createServer()
    onTestCleanup(() => relay.close())
    relay.upgrade(server, { fetch: () => WAYS[way]() })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await hangUp(`ws://127.0.0.1:${port}/${HURT}`)).toMatch('500')
    expect(await hangUp(`ws://127.0.0.1:${port}/${HURT}`)).toMatch('500')
  },
)

test('[WA1][WA2] upgrade: a server that cannot accept a socket accepts the next one', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen')
  onTestCleanup(() => listen.mockRestore())
  const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
  const server = listen.mock.contexts[0] as Server
  for (const code of ['EMFILE', 'EMFILE']) server.emit('error', Object.assign(new Error('accept'), { code }))
  expect(await failures('upgrade')).toBe(2)
  const hurt = await twoIn(wsUrl, HURT)
  await hurt.converge()
  await nothingElseHappened()
})
