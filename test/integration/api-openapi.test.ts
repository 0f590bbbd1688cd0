import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { memoryStore, type RelayOptions } from '../../server/index.ts'
import { fault, writeMessage } from '../../shared/index.ts'
import { BODIES } from '../support/api-bodies.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { tryChat } from '../support/chat-answers.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { fetchAs } from '../support/http.ts'
import { tryLinks } from '../support/link-answers.ts'
import { nestedUpdate } from '../support/nested-update.ts'
import { rawClient } from '../support/raw-client.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { tryVersions } from '../support/version-answers.ts'

/** Every schema of the document stands by its name. */
type Schema = { readonly $ref?: string }
type Content = Record<string, { schema: Schema }>
interface Operation {
  readonly requestBody?: { readonly content: Content }
  readonly responses: Record<string, { readonly content?: Content }>
}
type Paths = Record<string, Record<string, Operation>>

/** The document as a client gets it, and a check of answers by it. */
const documentOf = async (url: string) => {
  const { json } = await apiClient(url).get('/openapi.json')
  const paths: Paths = json.paths
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  ajv.addSchema(closed(json), 'openapi')
  const isValid = (value: unknown, schema: Schema): boolean => {
    const { $ref } = schema
    const check = $ref === undefined ? ajv.compile(schema) : ajv.getSchema(`openapi${$ref}`)
    if (check === undefined) throw new Error(`there is no ${$ref}`)
    if (!check(value)) throw new Error(`${ajv.errorsText(check.errors)}: ${JSON.stringify(value)}`)
    return true
  }
  return { paths, isValid }
}

/** The same document in which every object is what it says and no more: nothing is answered that is not described. */
const closed = (value: unknown): object =>
  JSON.parse(JSON.stringify(value), (_key, part) =>
    part?.properties !== undefined && part.type === 'object'
      ? { additionalProperties: false, ...part }
      : part,
  )

/** A relay's API in which every answer is held against the document, and remembered. */
const checkedApi = async (options: RelayOptions) => {
  const { url, wsUrl, relay } = await startRelay({ page: null, ...options })
  const { paths, isValid } = await documentOf(url)
  const seen = new Set<string>()

  const call = async (method: string, path: string, at: string, init: RequestInit = {}, host?: string) => {
    const operation = paths[path]?.[method]
    if (operation === undefined) throw new Error(`${method} ${path} is not described`)
    const address = `${url}${at}`
    // `fetch` writes most methods in capitals by itself, and not this one: PATCH.
    const response = await (host === undefined
      ? fetch(address, { method: method.toUpperCase(), ...init })
      : fetchAs(host, address, method))
    const bytes = await response.clone().arrayBuffer()
    const described = operation.responses[response.status]
    if (described === undefined) throw new Error(`${method} ${path} does not describe ${response.status}`)
    const type = response.headers.get('content-type')?.split(';')[0] ?? ''
    if (bytes.byteLength === 0) expect(described.content).toBeUndefined()
    else expect(Object.keys(described.content ?? {})).toContain(type)
    const schema = described.content?.[type]?.schema ?? {}
    if (schema.$ref !== undefined) isValid(JSON.parse(new TextDecoder().decode(bytes)), schema)
    seen.add(`${method} ${path} ${response.status}`)
    return response
  }
  return { url, wsUrl, relay, paths, isValid, call, seen }
}

type CheckedApi = Awaited<ReturnType<typeof checkedApi>>

const isOrder = (path: string) => Object.hasOwn(BODIES, path.split('/').at(-1) ?? '')

const takesJson = (method: string, path: string) => ['post', 'patch'].includes(method) && isOrder(path)

const takesUpdate = (method: string, path: string) => ['put', 'patch'].includes(method) && !isOrder(path)

/** A good request to an operation. */
const goodInit = (method: string, path: string, bearer?: string): RequestInit => ({
  headers: {
    ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
    ...(takesJson(method, path) && { 'content-type': 'application/json' }),
  },
  ...(takesJson(method, path) && { body: JSON.stringify(BODIES[path.split('/').at(-1) ?? '']) }),
  ...(takesUpdate(method, path) && { body: textUpdate('Hello') as BodyInit }),
})

const operationsOf = ({ paths }: CheckedApi) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => [method, path] as const),
  )

/** Puts what sends everyone away behind everything else. */
const byEnd = ([one]: readonly [string, string], [other]: readonly [string, string]): number =>
  Number(['put', 'delete'].includes(one)) - Number(['put', 'delete'].includes(other))

const at = (path: string, room = 'lesson', version = 'none') =>
  path
    .replace('{room}', encodeURIComponent(room))
    .replace('{version}', version)
    .replace(/\{(link|message)\}/, 'none')

/** Every operation about a room, by everybody who may not. */
const tryInVain = async (api: CheckedApi) => {
  const bad: readonly [number, string | undefined, string?][] = [
    [401, undefined],
    [401, 'bad'],
    [400, await token({ sub: ' ' })],
    [400, await token({ role: 'emperor' })],
    [403, await token()],
    [403, await token({ role: 'host', rooms: ['other'] })],
    [404, SECRET, 'no room'],
  ]
  for (const [method, path] of operationsOf(api)) {
    if (!path.includes('{room}')) continue
    for (const [status, bearer, room] of bad) {
      const response = await api.call(method, path, at(path, room), goodInit(method, path, bearer))
      expect([method, path, response.status]).toEqual([method, path, status])
    }
  }
}

/** What only one operation answers. */
const tryTheRest = async (api: CheckedApi, store: ReturnType<typeof faultyStore>) => {
  const headers = { authorization: `Bearer ${SECRET}` }
  const asJson = { ...headers, 'content-type': 'application/json' }
  const document = '/api/rooms/{room}/document'
  const put = (init: RequestInit) => api.call('put', document, at(document), { headers, ...init })
  for (const [method, path] of operationsOf(api).filter((operation) => takesJson(...operation))) {
    const send = (body: string) => api.call(method, path, at(path), { headers: asJson, body })
    await send('{')
    await send(`"${'x'.repeat(100_000)}"`)
    const named = {
      signals: { kind: 'x', to: [1] },
      claims: { key: 'pen', clientId: 1 },
      mute: { clientId: 1, muted: true },
      kick: { clientId: 1 },
      role: { clientId: 1, role: 'host' },
    }
    const body = named[path.split('/').at(-1) as keyof typeof named]
    if (body !== undefined) expect((await send(JSON.stringify(body))).status).toBe(404)
    if (!path.includes('{room}')) continue
    const host = await token({ sub: `${method} ${path}`, role: 'host' })
    for (let status = 0; status !== 429; )
      ({ status } = await api.call(method, path, at(path), goodInit(method, path, host)))
  }
  await put({ body: 'no update' })
  await put({ body: new Uint8Array(100_000) })
  await put({ body: textUpdate('x') as BodyInit, headers: { ...headers, 'if-match': '"x"' } })
  await api.call('delete', document, at(document), { headers: { ...headers, 'if-match': '"x"' } })
  await put({ body: textUpdate('Hello') as BodyInit })
  const got = await api.call('get', document, at(document), { headers })
  const etag = got.headers.get('etag') ?? ''
  await api.call('get', document, at(document), { headers: { ...headers, 'if-none-match': etag } })
  await api.call('get', document, at(document), { headers: { ...headers, accept: 'application/json' } })
  const patch = (init: RequestInit) => api.call('patch', document, at(document), { headers, ...init })
  await patch({ body: 'no update' })
  await patch({ body: textUpdate('x'.repeat(20_000)) as BodyInit })
  await patch({ body: textUpdate('x') as BodyInit, headers: { ...headers, 'if-match': '"x"' } })
  await put({ body: nestedUpdate() as BodyInit })
  await api.call('get', document, at(document), { headers: { ...headers, accept: 'application/json' } })
  await api.call('get', '/api/rooms', '/api/rooms?limit=0', { headers })
  await api.call('get', '/api/rooms', '/api/rooms')
  await api.call('get', '/api/hooks', '/api/hooks')
  await api.call('get', '/api/webhooks', '/api/webhooks')
  await api.call('post', '/api/webhooks/retry', '/api/webhooks/retry')
  await api.call('get', '/api/rooms', '/api/rooms', { headers: { authorization: 'Bearer other' } })
  const writer = await rawClient(api.wsUrl, 'busy', { token: await token() })
  store.fail('open', 'replace', 'list', 'append')
  writer.send(writeMessage.update(textUpdate('It is not stored')))
  await put({ body: textUpdate('Hello') as BodyInit })
  await api.call('delete', document, at(document), { headers })
  await api.call('get', document, at(document, 'cold'), { headers })
  await api.call('patch', document, at(document, 'cold'), { headers, body: textUpdate('x') as BodyInit })
  const load = '/api/rooms/{room}/load'
  await api.call('post', load, at(load, 'cold'), { headers })
  const attendance = '/api/rooms/{room}/attendance'
  await api.call('get', attendance, at(attendance), { headers: { ...headers, accept: 'text/csv' } })
  store.fail('kept')
  await api.call('get', attendance, at(attendance), { headers })
  store.fail('orders', 'order')
  const look = '/api/rooms/{room}/connections'
  await api.call('get', look, at(look, 'cold'), { headers })
  await api.call('get', '/api/rooms', '/api/rooms', { headers })
}

/** Somebody does not take a document. */
const fillDownloads = async (url: string) => {
  await apiClient(url, SECRET).put('/rooms/large/document', textUpdate('x'.repeat(12 * 1024 * 1024)))
  const lines = [
    'GET /api/rooms/large/document HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${SECRET}`,
  ]
  rawSocket(url, `${lines.join('\r\n')}\r\n\r\n`).socket.pause()
  await until(async () => (await metricOf(url, 'homeroom_download_bytes')) > 0, 'it is not taken')
}

test('[HT12] every route of the relay is described, and nothing else', async () => {
  const api = await checkedApi({})
  const routes = api.relay.routes.routes
    .filter(({ path, method }) => !path.includes('*') && method !== 'ALL')
    .map(({ method, path }) => `${method.toLowerCase()} ${path.replaceAll(/:(\w+)/g, '{$1}')}`)
  const described = operationsOf(api).map(([method, path]) => `${method} ${path}`)
  expect(new Set(described)).toEqual(new Set(routes))
})

test('[HT12] what is described is what is answered', async () => {
  const store = faultyStore(memoryStore())
  const limits = { document: 10_000, orders: 10 }
  const api = await checkedApi({ secrets: [SECRET], store: store.store, limits, attendance: 30 })
  // Somebody is there, and somebody has left.
  const jwt = await token({ name: 'Ada' })
  const left = await rawClient(api.wsUrl, 'lesson', { token: jwt, isCompact: true })
  left.ws.close()
  const inside = await rawClient(api.wsUrl, 'lesson', { token: jwt, isCompact: true })
  inside.say({ id: 5, state: { hand: true } })
  const { get } = apiClient(api.url, SECRET)
  await until(async () => (await get('/rooms/lesson/presence')).json.entries.length === 1)
  await until(async () => (await get('/rooms/lesson/connections')).json.left.length === 1)
  // In the order of the document: it is read before anything is put in. It is deleted last: then nothing is there any more.
  for (const [method, path] of operationsOf(api).sort(byEnd))
    await api.call(method, path, at(path), goodInit(method, path, SECRET))
  await tryInVain(api)
  await tryVersions(api, store)
  await tryChat(api)
  await tryLinks(api, store)
  await tryTheRest(api, store)
  const tokens = await checkedApi({ authenticate: async () => fault('auth-unavailable', 'No keys.') })
  for (const [method, path] of operationsOf(tokens))
    if (path.includes('{room}')) await tokens.call(method, path, at(path), goodInit(method, path))
  // Under a name from elsewhere, at a relay that verifies nobody.
  const open = await checkedApi({})
  for (const [method, path] of operationsOf(open))
    expect((await open.call(method, path, at(path), {}, 'evil.example')).status).toBe(403)
  // More refused requests than there may be.
  for (let count = 0; count < 1_000; count++) await fetch(`${api.url}/api/rooms`)
  for (const [method, path] of operationsOf(api).filter(([, path]) =>
    /^\/api\/(rooms|hooks|webhooks)/.test(path),
  ))
    expect((await api.call(method, path, at(path))).status).toBe(429)
  await until(async () => {
    await api.call('get', '/readyz', '/readyz')
    return api.seen.has('get /readyz 503')
  })
  store.heal()
  const full = await checkedApi({ ...ORDERED, limits: { downloads: 1 } })
  await fillDownloads(full.url)
  expect((await full.call('get', '/api/openapi.json', '/api/openapi.json')).status).toBe(503)
  const all = operationsOf(api).flatMap(([method, path]) =>
    Object.keys(api.paths[path]?.[method]?.responses ?? {}).map((status) => `${method} ${path} ${status}`),
  )
  const seen = new Set([...api.seen, ...tokens.seen, ...open.seen, ...full.seen])
  expect(all.filter((one) => !seen.has(one))).toEqual([])
})

test('[HT12] the bodies that are described are those that are taken', async () => {
  const api = await checkedApi(ORDERED)
  for (const [method, path] of operationsOf(api)) {
    if (!takesJson(method, path)) continue
    const schema = api.paths[path]?.[method]?.requestBody?.content['application/json']?.schema ?? {}
    expect(api.isValid(BODIES[path.split('/').at(-1) ?? ''], schema)).toBe(true)
    const bad = [
      [],
      {},
      { locked: 1 },
      { kind: 'a b' },
      { id: 'a', role: 'emperor' },
      { clientId: 1, id: 'a' },
    ]
    for (const body of bad) {
      const { status } = await fetch(`${api.url}${at(path)}`, {
        method: method.toUpperCase(),
        headers: { 'content-type': 'application/json', authorization: `Bearer ${SECRET}` },
        body: JSON.stringify(body),
      })
      expect(status).toBe(400)
      expect(() => api.isValid(body, schema)).toThrow()
    }
  }
})
