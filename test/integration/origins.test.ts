import { request } from 'node:http'
import { expect, test } from 'vitest'
import type { Authenticate, RelayOptions } from '../../server/index.ts'
import { ok } from '../../shared/index.ts'
import { fetchAs, openSocket, refusedUpgrade } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET } from '../support/tokens.ts'

const OURS = 'https://school.example'

test.each([
  ['GET', '/api/rooms'],
  ['GET', '/api/rooms/lesson'],
  ['GET', '/api/rooms/lesson/document'],
  ['GET', '/api/openapi.json'],
  ['PUT', '/api/rooms/lesson/document'],
  ['POST', '/api/rooms/lesson/lock'],
  ['GET', '/api/nothing'],
])('[GA7][X35] %s %s from a page of another origin is refused', async (method, path) => {
  for (const options of [{}, { secrets: [SECRET] }]) {
    const { url } = await startRelay({ origins: [OURS], ...options })
    const call = (origin: string) =>
      fetch(`${url}${path}`, { method, headers: { origin, authorization: `Bearer ${SECRET}` } })
    for (const origin of ['https://evil.example', 'null', `${OURS}.evil.example`]) {
      const response = await call(origin)
      expect(response.status).toBe(403)
      expect(await response.json()).toMatchObject({ error: 'origin-forbidden' })
    }
    expect((await (await call(OURS)).json()).error).not.toBe('origin-forbidden')
  }
})

/** What a page under `host`, with `origin`, is answered where it orders something. */
const order = async (url: string, host: string, origin: string, more: Record<string, string> = {}) => {
  const headers = {
    host,
    origin,
    'content-type': 'application/json',
    authorization: `Bearer ${SECRET}`,
    ...more,
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | undefined>()
  const sent = request(`${url}/api/rooms/lesson/signals`, { method: 'POST', headers }, (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  sent.on('error', reject)
  sent.end('{"kind":"bell"}')
  return promise
}

test('[GA7] with origins, the pages of the relay itself order and join, under names that are its own', async () => {
  const { url, wsUrl } = await startRelay({ origins: [OURS], secrets: [SECRET], anonymous: 'join' })
  const { host, port } = new URL(url)
  await openSocket(`${wsUrl}/lesson`, { headers: { origin: url } })
  for (const own of [host, `localhost:${port}`, `my-pc:${port}`, `school.example:${port}`])
    for (const scheme of ['http', 'https'])
      expect([own, await order(url, own, `${scheme}://${own}`)]).not.toEqual([own, 403])
  // A page that has its own name point here (DNS rebinding), a page of another port, one that says what a proxy would say.
  for (const [name, origin] of [
    [`evil.example:${port}`, `http://evil.example:${port}`],
    [`school.example.evil.example`, 'https://school.example.evil.example'],
    [host, 'http://127.0.0.1:1'],
    [host, `ftp://${host}`],
    [host, 'null'],
  ] as const)
    expect([origin, await order(url, name, origin)]).toEqual([origin, 403])
  expect(await order(url, host, 'https://evil.example', { 'x-forwarded-host': 'evil.example' })).toBe(403)
})

test('[GA7] behind a proxy that the relay knows of, the name and the scheme that it passes on are those of the page', async () => {
  const { url } = await startRelay({ origins: [OURS], secrets: [SECRET], trustProxy: 1 })
  const name = 'rooms.school.example'
  const https = { 'x-forwarded-proto': 'https' }
  expect(await order(url, name, `https://${name}`, https)).not.toBe(403)
  expect(await order(url, name, `http://${name}`, https)).toBe(403)
  expect(
    await order(url, name, 'https://evil.example', { ...https, 'x-forwarded-host': 'evil.example' }),
  ).toBe(403)
})

/** Everybody is let in, as by a session cookie that the browser sends with every request. */
const authenticate: Authenticate = async () =>
  ok({ identity: { id: 'ada', name: 'Ada', role: 'host', mayRename: false }, expiresAtMs: null })

test('[GA7][X62] with authenticate and no origins, pages of the relay’s own host join, and no others', async () => {
  for (const origins of [{}, { origins: [] }]) {
    const { url, wsUrl } = await startRelay({ authenticate, ...origins })
    const { host } = new URL(url)
    for (const [name, origin] of [
      [host, `http://${host}`],
      ['school.example', 'https://school.example'],
    ] as const) {
      await openSocket(`${wsUrl}/lesson`, { headers: { host: name, origin } })
      expect([name, await order(url, name, origin)]).not.toEqual([name, 403])
    }
    for (const [name, origin] of [
      ['school.example', 'https://evil.example'],
      ['school.example', 'https://school.example:8443'],
      ['school.example', 'https://pages.school.example'],
      ['school.example', 'null'],
      // A proxy that changes Host: the origins have to be said.
      ['127.0.0.1:1234', 'https://school.example'],
    ] as const) {
      const headers = { host: name, origin, 'x-forwarded-host': new URL(`${origin}/`, 'http://x').host }
      expect(await refusedUpgrade(`${wsUrl}/lesson`, { headers })).toMatchObject({
        status: 403,
        body: { error: 'origin-forbidden' },
      })
      expect(await order(url, name, origin)).toBe(403)
    }
    // No browser.
    await openSocket(`${wsUrl}/lesson`)
  }
})

test.each<[string, RelayOptions]>([
  ['is on the list', { origins: [OURS] }],
  ['any origin is', { origins: ['*'] }],
])('[GA7][X62] with authenticate, a page of another origin joins where it %s', async (_what, options) => {
  const { wsUrl } = await startRelay({ authenticate, ...options })
  await openSocket(`${wsUrl}/lesson`, { headers: { host: '127.0.0.1:1234', origin: OURS } })
})

const FOREIGN = ['evil.example', 'evil.example:1234', '127.0.0.1.evil.example', 'localhost.evil.example']
const LOCAL = [
  'localhost',
  'localhost:1234',
  'LOCALHOST.',
  'app.localhost',
  '127.0.0.1:80',
  '[::1]:80',
  'my-pc',
]

test('[GA13][X35] an open relay on this machine shows nothing to a page that has its own name point here', async () => {
  const { url, wsUrl } = await startRelay()
  for (const host of FOREIGN) {
    for (const path of ['/', '/api/rooms', '/metrics', '/lesson']) {
      const response = await fetchAs(host, `${url}${path}`)
      expect([host, path, response.status]).toEqual([host, path, 403])
      expect(await response.json()).toMatchObject({ error: 'host-forbidden' })
    }
    expect(await refusedUpgrade(`${wsUrl}/lesson`, { headers: { host } })).toMatchObject({ status: 403 })
  }
  for (const host of LOCAL) {
    expect([host, (await fetchAs(host, `${url}/api/rooms`)).status]).toEqual([host, 200])
    await openSocket(`${wsUrl}/lesson`, { headers: { host } })
  }
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'host-forbidden' })).toBe(FOREIGN.length * 5)
})

test.each([
  ['verifies people', { secrets: [SECRET] }],
  ['stands behind a proxy', { trustProxy: 1 }],
  ['was given the origin', { origins: ['https://rooms.example:8443'] }],
])('[GA13] a relay that %s is asked under any name', async (_what, options) => {
  const { url } = await startRelay(options)
  expect((await fetchAs('rooms.example', `${url}/healthz`)).status).toBe(200)
  expect((await fetchAs('rooms.example', `${url}/lesson`)).status).toBe(426)
})

test('[GA7][GA12] a request that is made for the routes by hand, without a socket, is judged as any other', async () => {
  const { relay } = await startRelay({ secrets: [SECRET], origins: [OURS] })
  const ask = async (headers: Record<string, string>) =>
    (await relay.routes.request('/api/rooms', { headers })).status
  expect(await ask({})).toBe(401)
  expect(await ask({ origin: 'https://evil.example' })).toBe(403)
  expect(await ask({ authorization: `Bearer ${SECRET}`, origin: OURS })).toBe(200)
})
