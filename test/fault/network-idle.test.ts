import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { openSocket } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

/** What nginx and most balancers allow by default. */
const BALANCER_MS = 60_000

/** Two of the watchdogs of y-websocket, and one of the balancer, would have struck by then. */
const IDLE_MS = 70_000

/** A server that says nothing by itself, behind the same balancer: it shows that the balancer cuts. */
const startSilentServer = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  onTestCleanup(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** In real time, since that is what a balancer and the watchdogs of clients know: one test for all that needs it. */
test('[PR7][LI1][CL3] C79 V11 a balancer that cuts after 60 s of silence in one direction cuts no idle client', async () => {
  const { url } = await startRelay()
  const balanced = (target: string) => startFaultProxy(target, { silentMs: BALANCER_MS })
  const silent = await balanced(await startSilentServer())
  const cut = once(await openSocket(silent.wsUrl), 'close')

  const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]
  const rooms = await Promise.all(
    [...versions, 'own'].flatMap((version) =>
      // With presence of its own, and without: then it sends nothing by itself.
      [{ name: 'Ada' }, null].map(async (state) => ({ version, state, line: await balanced(url) })),
    ),
  )
  const clients = rooms.map(({ version, state, line }) => {
    const id = `${version}${state === null ? '-silent' : ''}`
    if (version === 'own') {
      const client = clientRoom(line.wsUrl, id, state === null ? {} : { presence: state })
      return { isConnected: () => client.status.get().state === 'connected' }
    }
    const { provider } = stockClient(line.wsUrl, id, { version: version as StockVersion, state })
    return { isConnected: () => provider.wsconnected && provider.synced }
  })
  await until(() => clients.every(({ isConnected }) => isConnected()), 'everyone is there')
  const endMs = performance.now() + IDLE_MS
  await until(() => performance.now() >= endMs, 'the balancer would have struck', 2 * IDLE_MS)

  const most = (direction: 'up' | 'down') =>
    Math.round(Math.max(...rooms.map(({ line }) => line.longestSilenceMs[direction])))
  console.log(`idle ${IDLE_MS / 1000} s: longest silence ${most('down')} ms down, ${most('up')} ms up`)
  expect(rooms.map(({ line }) => line.cuts())).toEqual(rooms.map(() => 0))
  expect(rooms.map(({ line }) => line.accepted())).toEqual(rooms.map(() => 1))
  expect(clients.every(({ isConnected }) => isConnected())).toBe(true)
  await cut
  expect(silent.cuts()).toBe(1)
}, 150_000)
