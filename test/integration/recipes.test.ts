// The programs of docs/guides/mounting.md, run as they stand there.
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { createServer, type Plugin } from 'vite'
import { afterAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { joinRoom, systemEnvironment } from '../../client/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { openSocket, refusedUpgrade } from '../support/http.ts'
import { recipeOf, removeRecipes, runRecipe, writeRecipe } from '../support/recipes.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

afterAll(removeRecipes)

/** How each program names its HTTP server. */
const SERVERS = { Node: 'server', 'Express 5': 'server', 'Fastify 5': 'app.server', Hono: 'server' } as const

const answerOf = async (ws: WebSocket): Promise<string> => {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  ws.on('message', (data) => resolve(data.toString()))
  ws.on('close', (code) => reject(new Error(`closed with ${code}`)))
  return promise
}

const echoOf = async (wsUrl: string, words: string): Promise<string> => {
  const ws = await openSocket(`${wsUrl}/echo`)
  ws.send(words)
  return answerOf(ws)
}

/** A stock client and ours meet in a room, and are asked for by the API. */
const meet = async (url: string, wsUrl: string) => {
  const ada = stockClient(`${wsUrl}/rooms`, 'school/5b', { state: { name: 'Ada' } })
  const ours = clientRoom(`${wsUrl}/rooms`, 'school/5b', { presence: { name: 'Ben' } })
  await ours.waitFor('Ada')
  await ada.waitFor({ clientId: ours.room.doc.clientID })
  const room = `${url}/rooms/api/rooms/school%2F5b`
  expect(await (await fetch(room)).json()).toMatchObject({ connections: 2, entries: 2 })
  // Its body is read first: 400 where a parser of the host has it.
  const joined = await fetch(`${url}/rooms/api/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"code":"123-456-789"}',
  })
  expect([joined.status, (await joined.json()).message]).toEqual([404, expect.stringContaining('no links')])
}

test('the programs of the guide compile', () => {
  const headings = [...Object.keys(SERVERS), 'Vite', 'Login by a cookie']
  const files = headings.map((heading, at) => writeRecipe(`types-${at}.ts`, recipeOf(heading)))
  const options: ts.CompilerOptions = {
    ...{ strict: true, exactOptionalPropertyTypes: true, noEmit: true, skipLibCheck: true, types: ['node'] },
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  }
  const faults = ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(
      ({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    )
  expect(faults).toEqual([])
})

test.each(Object.entries(SERVERS))(
  '[X60][X61] %s: clients join, the host’s pages and WebSockets go on, also when the relay is closed',
  async (heading, server) => {
    const { url, wsUrl, closeRelay } = await runRecipe(heading, server)
    const isWell = async () => {
      expect(await (await fetch(`${url}/`)).text()).toBe('my product')
      expect(await echoOf(wsUrl, 'hello')).toBe('hello')
    }
    await isWell()
    await meet(url, wsUrl)
    await isWell()
    const own = await openSocket(`${wsUrl}/echo`)
    await closeRelay()
    await isWell()
    own.send('still here')
    expect(await answerOf(own)).toBe('still here')
    expect((await fetch(`${url}/rooms/readyz`)).status).toBe(503)
  },
)

test('[X60] Node: the host’s own `ws` server at /chat', async () => {
  const { wsUrl } = await runRecipe('Node', SERVERS.Node)
  const ws = new WebSocket(`${wsUrl}/chat`)
  onTestCleanup(() => ws.terminate())
  expect(await answerOf(ws)).toBe('hello')
  await expect(openSocket(`${wsUrl}/nope`)).rejects.toThrow('socket hang up')
  await openSocket(`${wsUrl}/rooms/lesson`)
})

test('[X60][X61] Vite: clients join, hot module replacement goes on, and the relay ends with the dev server', async () => {
  const code = recipeOf('Vite').replace('const homeroom', 'export const homeroom')
  const { homeroom } = (await import(
    /* @vite-ignore */ pathToFileURL(writeRecipe('vite.config.ts', code)).href
  )) as { homeroom: () => Plugin }
  const server = await createServer({
    root: tempFolder(),
    configFile: false,
    logLevel: 'silent',
    plugins: [homeroom()],
    server: { host: '127.0.0.1', port: 0 },
  })
  onTestCleanup(() => server.close())
  await server.listen()
  const url = server.resolvedUrls?.local[0]?.replace(/\/$/, '') ?? ''
  const wsUrl = url.replace('http', 'ws')
  await meet(url, wsUrl)
  const client = await (await fetch(`${url}/@vite/client`)).text()
  const [, token] = /wsToken = "([^"]+)"/.exec(client) ?? []
  const hot = new WebSocket(`${wsUrl}/?token=${token}`, ['vite-hmr'])
  onTestCleanup(() => hot.terminate())
  expect(JSON.parse(await answerOf(hot))).toMatchObject({ type: 'connected' })
  const changed = answerOf(hot)
  server.ws.send({ type: 'full-reload' })
  expect(JSON.parse(await changed)).toMatchObject({ type: 'full-reload' })
  await server.close()
  await expect(openSocket(`${wsUrl}/rooms/lesson`)).rejects.toThrow()
})

test('[X60][X62] login by a cookie: a person joins as who they are, and no page of another site as them', async () => {
  const { url, wsUrl } = await runRecipe('Login by a cookie', 'server')
  const login = await fetch(`${url}/login`, { method: 'POST' })
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  expect(cookie).toMatch(/^session=/)
  class WithCookie extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers: { cookie, origin: url } })
    }
  }
  const ours = joinRoom(`${wsUrl}/rooms`, 'lesson', {
    environment: systemEnvironment(WithCookie as unknown as typeof globalThis.WebSocket),
    presence: { name: 'Mallory' },
  })
  onTestCleanup(() => ours.leave())
  await until(() => ours.status.get().state === 'connected')
  expect(ours.self.get()).toMatchObject({ id: 'ada', name: 'Ada', role: 'member' })
  const joinAs = (headers: Record<string, string>) => refusedUpgrade(`${wsUrl}/rooms/lesson`, { headers })
  expect(await joinAs({ cookie, origin: 'https://evil.example' })).toMatchObject({
    status: 403,
    body: { error: 'origin-forbidden' },
  })
  expect(await joinAs({ cookie: 'session=guess', origin: url })).toMatchObject({
    body: { error: 'token-missing' },
  })
})
