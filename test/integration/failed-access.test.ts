import { expect, test } from 'vitest'
import { apiClient } from '../support/api-client.ts'
import { refusedUpgrade } from '../support/http.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'

const MOST = 1_000

/** So many requests, a few at a time; gives how often each status was answered. */
const statuses = async (count: number, request: () => Promise<{ readonly status: number | null }>) => {
  const counts: Record<string, number> = {}
  for (let left = count; left > 0; left -= 50) {
    const answers = await Promise.all(Array.from({ length: Math.min(50, left) }, request))
    for (const { status } of answers) counts[`${status}`] = (counts[`${status}`] ?? 0) + 1
  }
  return counts
}

test('[GA12][X29] of 1500 wrong secrets and tokens at the API, 1000 are told what is wrong', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const expired = await token({ role: 'host', ttlSeconds: -60 })
  const [wrong, late] = [apiClient(url, 'a-wrong-secret'), apiClient(url, expired)]
  expect(await statuses(400, () => wrong.get('/rooms'))).toEqual({ 403: 400 })
  expect(await statuses(400, () => late.get('/rooms/lesson'))).toEqual({ 401: 400 })
  const plain = () => fetch(`${url}/lesson`, { headers: { authorization: 'Bearer bad' } })
  expect(await statuses(500, plain)).toEqual({ 401: 200, 429: 300 })
  for (const path of ['/rooms', '/rooms/lesson', '/rooms/lesson/document'])
    expect((await wrong.get(path)).json).toMatchObject({ error: 'too-many-refusals', retry: 'later' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=bad`)).toMatchObject({ status: 429 })
  expect(await metricOf(url, 'homeroom_refusals_total', { code: 'too-many-refusals' })).toBeGreaterThan(0)
})

test('[GA12][X30] a good token passes, whatever others at its address have sent', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const refused = await statuses(MOST, () => fetch(`${url}/lesson?token=bad`))
  expect(refused).toEqual({ 401: MOST })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=bad`)).toMatchObject({
    status: 429,
    body: { error: 'too-many-refusals' },
  })
  await stockClient(wsUrl, 'lesson', { params: { token: await token() } }).synced()
  const host = apiClient(url, await token({ role: 'host' }))
  expect((await host.get('/rooms/lesson')).status).toBe(200)
  expect((await apiClient(url, SECRET).get('/rooms')).status).toBe(200)
})

test('[GA12][X30] a class with yesterday’s token is told so, and a good token passes beside it', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const yesterday = await token({ ttlSeconds: -80_000 })
  const tabs = Array.from({ length: 48 }, () =>
    stockClient(wsUrl, 'lesson', { params: { token: yesterday }, state: {} }),
  )
  const ends = await Promise.all(
    tabs.map(({ provider }) => new Promise<number>((end) => provider.on('closed', ({ code }) => end(code)))),
  )
  expect(new Set(ends)).toEqual(new Set([4402]))
  await stockClient(wsUrl, 'lesson', { params: { token: await token({ role: 'host' }) } }).synced()
  expect(await metricOf(url, 'homeroom_refusals_total')).toBe(48)
})

test('[GA12] what is refused for another reason than its sender counts for nothing', async () => {
  const { url } = await startRelay({ secrets: [SECRET] })
  const host = apiClient(url, await token({ role: 'host' }))
  expect(await statuses(MOST + 50, () => host.get('/rooms/nobody/document'))).toEqual({ 404: MOST + 50 })
  expect((await host.get('/rooms/lesson')).status).toBe(200)
})
