import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { REFUSALS } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { startNginx } from '../support/nginx.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const behindNginx = async (options: Parameters<typeof startRelay>[0] = {}) => {
  const relay = await startRelay({ secrets: [SECRET], trustProxy: 1, ...options })
  return { relay, nginx: await startNginx(relay.url) }
}

test('[GA1] through nginx with TLS everyone meets: presence and text, own client and stock clients', async () => {
  const { nginx } = await behindNginx()
  const room = clientRoom(nginx.wsUrl, 'lesson', { token: await token({ name: 'Ada' }) })
  await room.connected()
  room.self.set({ x: 0.5 })
  for (const version of Object.keys(STOCK_VERSIONS) as StockVersion[]) {
    const params = { token: await token({ sub: version, name: version }) }
    const stock = stockClient(nginx.wsUrl, 'lesson', { version, params, state: { x: 0.25 } })
    expect(await stock.waitFor({ clientId: room.doc.clientID })).toMatchObject({
      id: 'ada',
      name: 'Ada',
      x: 0.5,
    })
    expect(await room.waitFor(version)).toMatchObject({ x: 0.25 })
    stock.text.insert(0, `${version} `)
    await until(() => room.text.toString().startsWith(version))
  }
  expect(room.socket()?.protocol).toBe('homeroom.v1')
})

test('[GA9] no token is in what nginx writes, whether the relay lets in, refuses or is gone', async () => {
  const { relay, nginx } = await behindNginx()
  const good = await token()
  const bad = await token({}, 'another-secret-that-the-relay-lacks')
  await stockClient(nginx.wsUrl, 'lesson/5b', { params: { token: good } }).synced()
  await clientRoom(nginx.wsUrl, 'lesson/5b', { token: good }).connected()
  expect(await refusedUpgrade(`${nginx.wsUrl}/refused?token=${bad}`)).toMatchObject({ close: 4402 })
  await relay.close()
  const gone = await fetch(`${nginx.url}/gone?token=${good}`, {
    headers: { authorization: `Bearer ${good}` },
  })
  expect(gone.status).toBe(502)
  await until(() =>
    ['/lesson/5b 101', '/refused 101', '/gone 502'].every((line) => nginx.accessLog().includes(line)),
  )
  const written = nginx.accessLog() + nginx.errorLogs()
  expect(written).not.toContain('token')
  for (const jwt of [good, bad])
    for (const part of jwt.split('.').slice(1)) expect(written).not.toContain(part)
})

test('[HT4] nginx passes the page on as the relay sends it: compressed, and kept', async () => {
  const page = tempFolder()
  mkdirSync(join(page, 'assets'))
  writeFileSync(join(page, 'assets/index-DUC4EIZx.js'), 'export {}')
  writeFileSync(join(page, 'assets/index-DUC4EIZx.js.br'), brotliCompressSync('export {}'))
  const { nginx } = await behindNginx({ page })
  const ask = (headers: Record<string, string>) =>
    fetch(`${nginx.url}/assets/index-DUC4EIZx.js`, { headers: { 'accept-encoding': 'gzip, br', ...headers } })
  const { headers } = await ask({})
  expect([headers.get('content-encoding'), headers.get('vary')]).toEqual(['br', 'Accept-Encoding'])
  expect(headers.get('cache-control')).toContain('immutable')
  expect((await ask({ 'if-none-match': headers.get('etag') ?? '' })).status).toBe(304)
})

test('[LM5] behind nginx an address is that of its client, whatever it says itself', async () => {
  const { relay, nginx } = await behindNginx({ limits: { address: 1 }, secrets: [], anonymous: 'join' })
  const invented = (address: string) => ({ headers: { 'x-forwarded-for': address } })
  await openSocket(`${nginx.wsUrl}/lesson`, invented('192.0.2.1'))
  expect(await refusedUpgrade(`${nginx.wsUrl}/lesson`, invented('192.0.2.2'))).toMatchObject({ status: 429 })
  expect(await metricOf(relay.url, 'homeroom_refusals_total', { code: 'address-full' })).toBe(1)
})

test('[GA8][HT2][HT3] nginx passes on answers and closes as they are, and keeps what is the operator’s', async () => {
  const { nginx } = await behindNginx()
  const ws = await openSocket(`${nginx.wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
  expect((await closeOf(ws)).code).toBe(REFUSALS['token-missing'].close)
  expect((await fetch(`${nginx.url}/lesson`)).status).toBe(426)
  const headers = { authorization: `Bearer ${SECRET}` }
  expect((await fetch(`${nginx.url}/api/rooms/lesson`, { headers })).status).toBe(200)
  expect((await fetch(`${nginx.url}/metrics`)).status).toBe(404)
  const plain = await fetch(`${nginx.plainUrl}/lesson`, { redirect: 'manual' })
  expect([plain.status, plain.headers.get('location')]).toEqual([301, 'https://127.0.0.1/lesson'])
})

test('[CL2][DO3] a relay that restarts behind nginx has everybody back, with what they wrote meanwhile', async () => {
  const store = keptOpen(memoryStore())
  const { relay, nginx } = await behindNginx({ store })
  const room = clientRoom(nginx.wsUrl, 'lesson', { token: () => token(), presence: { name: 'Ada' } })
  await room.connected()
  const stock = stockClient(nginx.wsUrl, 'lesson', {
    params: { token: await token({ sub: 'b' }) },
    state: {},
  })
  await stock.waitFor({ clientId: room.doc.clientID })
  await relay.close()
  await until(() => room.status.get().state === 'disconnected')
  room.text.insert(0, 'meanwhile')
  // The proxy has answered for a relay that is not there.
  await until(() => nginx.accessLog().includes('/lesson 502'))
  await startRelay({ secrets: [SECRET], trustProxy: 1, store, port: Number(new URL(relay.url).port) })
  await until(() => stock.text.toString() === 'meanwhile')
  await stock.waitFor({ clientId: room.doc.clientID })
})
