// What has come to sockets that have asked for nothing yet is read in turns of the event loop.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createMetrics } from '../../server/base/metrics.ts'
import { createPreAuthSockets } from '../../server/gate/pre-auth-sockets.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { handshake, rawSocket } from '../support/raw-socket.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const SOCKETS = 200

/** A server that counts what it is asked in each turn, and a way to ask it by many sockets in the same moment. */
const countingServer = async (asked: () => void) => {
  const preAuthSockets = createPreAuthSockets(createMetrics())
  const inTurn: number[] = []
  let isCounting = false
  const count = () => {
    if (!isCounting) {
      isCounting = true
      inTurn.push(0)
      setImmediate(() => {
        isCounting = false
      })
    }
    inTurn.push((inTurn.pop() ?? 0) + 1)
    asked()
  }
  const server = createServer((_request, response) => {
    count()
    response.end('here')
  })
  preAuthSockets.watch(server)
  server.on('upgrade', (_request, socket) => {
    preAuthSockets.remove(socket)
    count()
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const ask = async (request: string) => {
    const all = Array.from({ length: SOCKETS }, () => rawSocket(url, ''))
    await until(() => preAuthSockets.size === SOCKETS, 'all are there')
    for (const { socket } of all) socket.write(request)
    await until(() => all.every(({ heard }) => heard() !== ''), 'all are answered')
  }
  return { preAuthSockets, inTurn, ask }
}

test.each([
  ['handshakes', handshake('lesson')],
  ['requests', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
])(
  '[LM6] where the turn is over the %s of other sockets wait for the next ones, in the midst of it, and all are answered',
  async (_what, request) => {
    const free = await countingServer(() => undefined)
    await free.ask(request)
    expect(Math.max(...free.inTurn)).toBeGreaterThan(64)
    let isFirst = true
    const held = await countingServer(() => {
      if (isFirst) held.preAuthSockets.hold()
      isFirst = false
    })
    await held.ask(request)
    expect(held.inTurn[0]).toBe(1)
    expect(Math.max(...held.inTurn)).toBeLessThanOrEqual(64)
    expect(held.inTurn.reduce((sum, count) => sum + count, 0)).toBe(SOCKETS)
  },
)

test('[LM6] a socket that comes while others wait does so, too, and one that is upgraded or closed is held no more', async () => {
  const { preAuthSockets, ask } = await countingServer(() => preAuthSockets.hold())
  await ask('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => preAuthSockets.size === 0, 'all are gone')
})

test('[LM6] requests and messages behind handshakes come whole where many come in the same moment', async () => {
  const { url } = await startRelay({ limits: { joins: 10_000 } })
  const body = 'x'.repeat(50_000)
  const all = Array.from({ length: SOCKETS }, () => rawSocket(url, ''))
  for (const [index, { socket }] of all.entries())
    socket.write(
      index % 2 === 0
        ? `PUT /api/rooms/lesson-${index}/document HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`
        : handshake(`lesson-${index}`),
    )
  await until(() => all.every(({ heard }) => heard().startsWith('HTTP/1.1 ')), 'all are answered')
  const statuses = new Set(all.map(({ heard }, index) => `${index % 2} ${heard().slice(9, 12)}`))
  expect(statuses).toEqual(new Set(['0 403', '1 101']))
})
