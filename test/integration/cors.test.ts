import { expect, test } from 'vitest'
import type { RelayOptions } from '../../server/index.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'

const OURS = 'https://school.example'
const ALLOWED = 'access-control-allow-origin'
const BEARER = { authorization: `Bearer ${SECRET}` }

/** What a browser asks before it sends a request that no form could send. */
const preflight = (url: string, origin: string, headers: string) =>
  fetch(`${url}/api/rooms/lesson/versions`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
    },
  })

const list = (url: string, origin: string, headers: Record<string, string> = {}) =>
  fetch(`${url}/api/rooms`, { headers: { origin, ...headers } })

test.each<[string, RelayOptions]>([
  ['verifies people', { secrets: [SECRET] }],
  ['is open', {}],
])('[HT21] a page of an origin that is named reads the API of a relay that %s', async (_what, options) => {
  const { url } = await startRelay({ origins: [OURS], ...options })
  const asked = await preflight(url, OURS, 'authorization,content-type')
  expect([asked.status, asked.headers.get(ALLOWED)]).toEqual([204, OURS])
  expect(asked.headers.get('access-control-allow-methods')).toContain('PATCH')
  expect(asked.headers.get('access-control-allow-headers')).toMatch(/authorization.*content-type/i)
  const answer = await list(url, OURS, BEARER)
  expect([answer.status, answer.headers.get(ALLOWED)]).toEqual([200, OURS])
  for (const { headers } of [asked, answer]) {
    expect(headers.get('vary')).toMatch(/\borigin\b/i)
    expect(headers.get('access-control-allow-credentials')).toBe(null)
  }
  // A refusal can be read, too.
  const refused = await fetch(`${url}/api/nothing`, { headers: { origin: OURS } })
  expect([refused.status, refused.headers.get(ALLOWED)]).toEqual([404, OURS])
  const foreign = await preflight(url, 'https://evil.example', 'authorization')
  expect([foreign.status, foreign.headers.get(ALLOWED)]).toEqual([403, null])
})

test('[HT21] where any origin is let in, a page of it reads what it has a token for, and nothing without', async () => {
  for (const origins of [[], ['*']]) {
    const { url } = await startRelay({ secrets: [SECRET], origins })
    expect((await preflight(url, OURS, 'authorization,content-type')).headers.get(ALLOWED)).toBe(OURS)
    expect((await preflight(url, OURS, 'content-type')).headers.get(ALLOWED)).toBe(null)
    expect((await list(url, OURS, BEARER)).headers.get(ALLOWED)).toBe(OURS)
    expect((await list(url, OURS)).headers.get(ALLOWED)).toBe(null)
  }
})

test('[HT21][X35] a relay that verifies nobody is read by no page that it has not named', async () => {
  for (const origins of [[], ['*']]) {
    const { url } = await startRelay({ origins })
    const asked = await preflight(url, 'https://evil.example', 'authorization,content-type')
    expect([asked.status, asked.headers.get(ALLOWED)]).toEqual([404, null])
    expect((await list(url, 'https://evil.example', BEARER)).headers.get(ALLOWED)).toBe(null)
  }
})

test('[HT21] with authenticate, cookies of a login are of no use to a page of another origin', async () => {
  const { url } = await startRelay({
    authenticate: async () => ({
      ok: true,
      value: { identity: { id: 'ada', name: 'Ada', role: 'host', mayRename: false }, expiresAtMs: null },
    }),
    origins: [OURS],
  })
  const { headers } = await preflight(url, OURS, 'content-type')
  expect(headers.get('access-control-allow-credentials')).toBe(null)
  const elsewhere = await startRelay({ authenticate: async () => Promise.reject(new Error('not asked')) })
  expect((await preflight(elsewhere.url, OURS, 'authorization')).status).toBe(403)
})

test('[HT21] what else an answer varies by stays', async () => {
  const { url } = await startRelay({ ...ORDERED, origins: [OURS] })
  const document = `${url}/api/rooms/lesson/document`
  // An update without content.
  const made = await fetch(document, {
    method: 'PUT',
    headers: { ...BEARER, origin: OURS },
    body: Uint8Array.of(0, 0),
  })
  expect(made.headers.get(ALLOWED)).toBe(OURS)
  const version = await fetch(`${url}/api/rooms/lesson/versions`, {
    method: 'POST',
    headers: { ...BEARER, origin: OURS, 'content-type': 'application/json' },
    body: '{"name":null}',
  })
  const { id } = (await version.json()) as { id: string }
  const read = await fetch(`${url}/api/rooms/lesson/versions/${id}`, { headers: { ...BEARER, origin: OURS } })
  expect(read.headers.get('vary')).toMatch(/accept, origin/i)
})
