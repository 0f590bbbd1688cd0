import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createRelay } from '../../server/index.ts'
import { REFUSALS } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { fetchAs, refusedUpgrade } from '../support/http.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

const json = async (url: string, bearer?: string) => {
  const response = await fetch(url, {
    headers: bearer === undefined ? {} : { authorization: `Bearer ${bearer}` },
  })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

test('[HT1] says that it lives and that it is ready', async () => {
  const { url } = await startRelay()
  expect(await json(`${url}/healthz`)).toMatchObject({ status: 200, body: { ok: true } })
  expect(await json(`${url}/readyz`)).toMatchObject({ status: 200, body: { ready: true } })
})

test('[HT1] counts connections, rooms, entries and frames', async () => {
  const { url, wsUrl } = await startRelay()
  const client = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  const other = stockClient(wsUrl, 'lesson', { state: {} })
  await client.waitFor(other)
  const metrics = await fetch(`${url}/metrics`).then((response) => response.text())
  expect(metrics).toMatch(/^homeroom_connections 2$/m)
  expect(metrics).toMatch(/^homeroom_rooms\{state="open"\} 1$/m)
  expect(metrics).toMatch(/^homeroom_presence_entries 2$/m)
  expect(metrics).toMatch(/^homeroom_messages_received_total [1-9]/m)
  expect(metrics).not.toContain('lesson')
})

test('[HT2] tells a host and the holder of a secret who is in a room, and nobody else', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET] })
  const client = stockClient(wsUrl, 'school/5b', {
    params: { token: await token({ name: 'Ada' }) },
    state: { name: 'x', hand: true },
  })
  await client.synced()
  const other = stockClient(wsUrl, 'school/5b', { params: { token: await token({ sub: 'b' }) }, state: {} })
  await other.waitFor(client)
  const room = `${url}/api/rooms/${encodeURIComponent('school/5b')}`
  const host = await token({ sub: 'teacher', role: 'host', rooms: ['school/*'] })
  for (const bearer of [host, SECRET]) {
    expect(await json(room, bearer)).toMatchObject({
      status: 200,
      body: { room: 'school/5b', loaded: true, connections: 2, entries: 2 },
    })
    const presence = await json(`${room}/presence`, bearer)
    expect(presence.body.entries).toContainEqual({
      clientId: client.clientId,
      state: expect.objectContaining({ id: 'ada', name: 'x', hand: true, handAt: expect.any(Number) }),
    })
  }
  expect(await json(room)).toMatchObject({ status: 401 })
  expect(await json(room, await token())).toMatchObject({ status: 403, body: { error: 'role-forbidden' } })
  const elsewhere = await token({ role: 'host', rooms: ['other'] })
  expect(await json(room, elsewhere)).toMatchObject({ status: 403, body: { error: 'room-forbidden' } })
  expect(await json(`${url}/api/rooms/a%20b`, SECRET)).toMatchObject({
    status: 404,
    body: { error: 'bad-room' },
  })
  expect(await json(`${url}/api/nothing`, SECRET)).toMatchObject({
    status: 404,
    body: { error: 'not-found' },
  })
})

test('[HT2] a room that nobody is in is not loaded by a look at it', async () => {
  const { url } = await startRelay()
  expect((await json(`${url}/api/rooms/empty`)).body).toEqual({
    room: 'empty',
    loaded: false,
    setAside: null,
    epoch: null,
    connections: 0,
    entries: 0,
  })
  expect(await fetch(`${url}/metrics`).then((response) => response.text())).not.toMatch(
    /homeroom_rooms\{.*\} [1-9]/,
  )
})

test('[HT3] a plain GET of a room is 426; with a token it says what the token lacks', async () => {
  const { url } = await startRelay({ secrets: [SECRET] })
  const plain = await json(`${url}/school/5b`)
  expect(plain).toMatchObject({ status: 426, body: { error: 'upgrade-needed' } })
  expect(plain.headers.get('upgrade')).toBe('websocket')
  expect(await json(`${url}/lesson`, await token())).toMatchObject({ status: 426 })
  expect(await json(`${url}/lesson`, 'bad')).toMatchObject({ status: 401, body: { error: 'token-bad' } })
  expect(await json(`${url}/lesson`, await token({ rooms: ['other'] }))).toMatchObject({ status: 403 })
  expect(await json(`${url}/a%20b`)).toMatchObject({ status: 404, body: { error: 'bad-room' } })
})

test.each(['', 'a//b', 'a/', '/a', 'a%20b', 'a%2', '%00', 'a'.repeat(129), 'a%3F'])(
  '[RM1] a room %j is not there: 404, or 4404 after the handshake',
  async (path) => {
    const { wsUrl } = await startRelay()
    expect(await refusedUpgrade(`${wsUrl}/${path}`)).toMatchObject({
      close: REFUSALS['bad-room'].close,
      body: { error: 'bad-room' },
    })
  },
)

test('[HT4] serves a page at / with its assets, and nothing outside of the folder', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-'))
  onTestCleanup(() => rmSync(folder, { recursive: true }))
  mkdirSync(join(folder, 'page/assets'), { recursive: true })
  writeFileSync(join(folder, 'page/index.html'), '<!doctype html><title>Homeroom</title>')
  writeFileSync(join(folder, 'page/assets/main.js'), 'export {}')
  for (const name of ['sw.js', 'manifest.webmanifest', 'icon.svg', 'other.js'])
    writeFileSync(join(folder, 'page', name), 'page')
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  const { url } = await startRelay({ page: join(folder, 'page') })
  const page = await fetch(`${url}/`)
  expect(page.headers.get('content-type')).toContain('text/html')
  expect(page.headers.get('x-content-type-options')).toBe('nosniff')
  expect(await page.text()).toContain('<title>Homeroom</title>')
  expect((await fetch(`${url}/?room=lesson`)).status).toBe(200)
  expect((await fetch(`${url}/assets/main.js`)).headers.get('content-type')).toContain('javascript')
  const typeOf = async (path: string) => (await fetch(`${url}/${path}`)).headers.get('content-type')
  expect(await typeOf('sw.js')).toContain('javascript')
  expect(await typeOf('manifest.webmanifest')).toContain('application/manifest+json')
  expect(await typeOf('icon.svg')).toContain('image/svg+xml')
  // Whatever else there is belongs to a room.
  expect((await fetch(`${url}/other.js`)).status).toBe(426)
  for (const path of ['assets/..%2f..%2fsecret.txt', '..%2fsecret.txt', 'assets/%2e%2e/%2e%2e/secret.txt']) {
    const response = await fetch(`${url}/${path}`)
    expect(response.status).toBeGreaterThanOrEqual(400)
    expect(await response.text()).not.toBe('secret')
  }
})

test('[HT4] a page is sent as small as it lies there; a hashed name is kept for a year, and all else is asked for again', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'assets'))
  const script = 'export const words = "the same words, again and again"\n'.repeat(100)
  for (const file of ['index.html', 'assets/index-DUC4EIZx.js', 'assets/my-calendar.js']) {
    writeFileSync(join(folder, file), script)
    writeFileSync(join(folder, `${file}.br`), brotliCompressSync(script))
    writeFileSync(join(folder, `${file}.gz`), gzipSync(script))
  }
  const { url } = await startRelay({ page: folder })
  const asked = async (path: string, headers: Record<string, string>) => {
    const answer = await fetch(`${url}/${path}`, { headers })
    return { answer, text: await answer.text(), of: (name: string) => answer.headers.get(name) }
  }
  const sent = async (path: string, accepted: string) => {
    const { text, of } = await asked(path, { 'accept-encoding': accepted })
    expect([text, of('vary')]).toEqual([script, 'Accept-Encoding'])
    return [of('content-encoding'), of('cache-control')]
  }
  const forEver = 'public, max-age=31536000, immutable'
  expect(await sent('assets/index-DUC4EIZx.js', 'gzip, br')).toEqual(['br', forEver])
  expect(await sent('assets/index-DUC4EIZx.js', 'gzip')).toEqual(['gzip', forEver])
  expect(await sent('assets/index-DUC4EIZx.js', 'identity')).toEqual([null, forEver])
  // A word is no hash.
  expect(await sent('assets/my-calendar.js', 'br')).toEqual(['br', 'no-cache'])
  expect(await sent('', 'br')).toEqual(['br', 'no-cache'])
  const { of } = await asked('', { 'accept-encoding': 'br' })
  const again = await asked('', { 'accept-encoding': 'br', 'if-none-match': of('etag') ?? '' })
  expect([again.answer.status, again.text]).toEqual([304, ''])
  // In another encoding it is another thing.
  expect(
    (await asked('', { 'if-none-match': of('etag') ?? '', 'accept-encoding': 'gzip' })).answer.status,
  ).toBe(200)
  expect((await asked('assets/none-DUC4EIZx.js', {})).of('cache-control')).not.toBe(forEver)
})

test('[HT4][HT5] the page stands below a path of the server, too', async () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), 'page')
  writeFileSync(join(folder, 'inspect.html'), 'inspector')
  writeFileSync(join(folder, 'assets/main.js'), 'code')
  const { url } = await startRelay({ page: folder, path: '/rooms' })
  const asked = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    return [new URL(response.url).pathname, await response.text()]
  }
  expect(await asked('?room=lesson')).toEqual(['/rooms/', 'page'])
  expect(await asked('/')).toEqual(['/rooms/', 'page'])
  expect((await fetchAs('evil.example', `${url}/`)).status).toBe(403)
  expect(await asked('/inspect')).toEqual(['/rooms/inspect', 'inspector'])
  expect(await asked('/assets/main.js')).toEqual(['/rooms/assets/main.js', 'code'])
})

test('[HT5] the routes mount on any Hono app, below a path of its own', async () => {
  const relay = createRelay({ path: '/rooms' })
  onTestCleanup(() => relay.close())
  const app = new Hono()
  app.get('/', (c) => c.text('my product'))
  app.route('/', relay.routes)
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  relay.upgrade(server, app)
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  const a = stockClient(`ws://127.0.0.1:${port}/rooms`, 'school/5b', { state: { name: 'Ada' } })
  const b = stockClient(`ws://127.0.0.1:${port}/rooms`, 'school/5b', { state: {} })
  await b.waitFor(a)
  expect(await fetch(`http://127.0.0.1:${port}/`).then((response) => response.text())).toBe('my product')
  const room = await json(`http://127.0.0.1:${port}/rooms/api/rooms/school%2F5b`)
  expect(room.body).toMatchObject({ room: 'school/5b', connections: 2 })
})
