import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { expect, test } from 'vitest'
import { createMetrics } from '../../server/base/metrics.ts'
import { createPreAuthSockets } from '../../server/gate/pre-auth-sockets.ts'
import { onTestCleanup, sideBySide } from '../support/cleanup.ts'
import { openSocket } from '../support/http.ts'
import { handshake, rawSocket } from '../support/raw-socket.ts'
import { metricOf, sumOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024

/** A masked binary frame (RFC 6455, 5.2) of an unknown message. */
const smallFrame = Buffer.concat([Buffer.from([0x82, 0x80 | 94, 0, 0, 0, 0]), Buffer.alloc(94, 0x7e)])

/** Says `bytes` again and again for as long as it can. */
const trickle = (socket: Socket, bytes: string | Buffer) => {
  const timer = setInterval(() => socket.writable && socket.write(bytes), 100)
  socket.on('close', () => clearInterval(timer))
}

test('[LM6] headers without end are refused at once', async () => {
  const { url } = await startRelay()
  const endless = rawSocket(url, `GET /lesson HTTP/1.1\r\n${'x: y\r\n'.repeat(10_000)}`)
  await until(endless.isClosed)
  expect(endless.heard()).toContain('HTTP/1.1 431')
})

test('[LM6] a refused socket is closed though its other side leaves it open', async () => {
  const { url } = await startRelay({ origins: ['https://school.example'] })
  const foreign = handshake('lesson').replace('Host:', 'Origin: https://evil.example\r\nHost:')
  const server = rawSocket(url, foreign)
  await until(server.isClosed)
  expect(server.heard()).toContain('HTTP/1.1 403')
  expect(server.heard()).toContain('origin-forbidden')
  // Data for a socket that is gone is answered by a reset.
  trickle(server.socket, 'x')
  await until(() => server.socket.destroyed, 'the socket is gone')
})

test('[LM6] of too many sockets that ask nothing the oldest goes, and who asks is answered', async () => {
  const metrics = createMetrics()
  const preAuthSockets = createPreAuthSockets(metrics, 3)
  const server = createServer((_request, response) => response.end('alive'))
  preAuthSockets.watch(server)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const idle: ReturnType<typeof rawSocket>[] = []
  for (let count = 1; count <= 3; count++) {
    idle.push(rawSocket(url))
    await until(() => preAuthSockets.size === count)
  }
  expect(await fetch(url).then((response) => response.text())).toBe('alive')
  await until(() => idle[0]?.isClosed())
  expect(idle.map(({ isClosed }) => isClosed())).toEqual([true, false, false])
  expect(preAuthSockets.size).toBe(3)
  const cut = async () => sumOf(await metrics.registry.metrics(), 'homeroom_pre_auth_sockets_cut_total')
  expect(await cut()).toBe(1)
  // A socket on which somebody asked again is younger than one that never did.
  idle[1]?.socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
  await until(() => idle[1]?.heard().includes('alive'))
  rawSocket(url)
  await until(() => idle[2]?.isClosed())
  expect(idle[1]?.isClosed()).toBe(false)
  idle[1]?.socket.destroy()
  await until(() => preAuthSockets.size === 2)
})

test('[LM6] a connection is no raw socket any more', async () => {
  const { url, wsUrl } = await startRelay()
  await openSocket(`${wsUrl}/lesson`)
  await until(async () => (await metricOf(url, 'homeroom_pre_auth_sockets')) <= 1)
  expect(await metricOf(url, 'homeroom_connections')).toBe(1)
})

test('[LM6] who is turned away and goes on sending is cut off', async () => {
  const { url } = await startRelay({ secrets: [SECRET] })
  const stubborn = rawSocket(url, handshake('lesson', 'homeroom.v1'))
  trickle(stubborn.socket, smallFrame)
  await until(() => stubborn.socket.destroyed, 'it is cut off')
  const greedy = rawSocket(url, handshake('lesson', 'homeroom.v1'))
  // The head of a frame of 1 MiB.
  greedy.socket.write(Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0]))
  await until(greedy.isClosed)
  expect(greedy.heard()).toContain('token-missing')
})

// These two wait side by side.
test.concurrent(
  '[LM6] a socket that does not ask in time is closed, whatever trickles in',
  sideBySide(async () => {
    const { url } = await startRelay()
    const silent = rawSocket(url)
    const slow = rawSocket(url, 'GET /')
    trickle(slow.socket, 'a')
    const endless = rawSocket(url, 'GET /lesson HTTP/1.1\r\n')
    trickle(endless.socket, 'x: y\r\n')
    const all = [silent, slow, endless]
    await until(async () => (await metricOf(url, 'homeroom_pre_auth_sockets')) >= 3, 'they are counted')
    await until(() => all.every(({ isClosed }) => isClosed()), 'each is closed', 30_000)
    for (const { socket } of all) socket.destroy()
    // The one that asks for the metric may be there.
    await until(async () => (await metricOf(url, 'homeroom_pre_auth_sockets')) <= 1, 'none is left')
  }),
)

test.concurrent(
  'C52 [LM6] 100 MB in small frames to 1000 rooms without a token cost no memory',
  sideBySide(async () => {
    const relay = await runRelay(['--secret', SECRET, '--data', ':memory:'])
    const rssBytes = () => 1024 * Number(execFileSync('ps', ['-o', 'rss=', '-p', `${relay.pid}`]).toString())
    const frames = Buffer.concat(Array.from({ length: 1_000 }, () => smallFrame))
    const flood = async (from: number, protocol: string) => {
      const sockets = Array.from({ length: 50 }, (_, index) =>
        rawSocket(
          relay.url,
          Buffer.concat([Buffer.from(handshake(`room-${from + index}`, protocol)), frames]),
        ),
      )
      for (const { socket } of sockets) socket.once('data', () => socket.end())
      await until(() => sockets.every(({ isClosed }) => isClosed()), 'each is closed')
      for (const { socket } of sockets) socket.destroy()
    }
    const pass = async () => {
      for (let from = 0; from < 1_000; from += 100) {
        await flood(from, 'homeroom.v1')
        await flood(from + 50, '')
      }
    }
    // A heap that has never been used is small.
    await pass()
    const beforeBytes = rssBytes()
    await pass()
    expect(rssBytes() - beforeBytes).toBeLessThan(64 * MIB)
    expect(await metricOf(relay.url, 'homeroom_rooms')).toBe(0)
    expect(await metricOf(relay.url, 'homeroom_messages_received_total')).toBe(0)
    expect(await metricOf(relay.url, 'homeroom_connection_slots')).toBe(0)
  }),
  120_000,
)
