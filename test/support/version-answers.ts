import { apiClient, textUpdate } from './api-client.ts'
import type { faultyStore } from './faulty-store.ts'
import { nestedUpdate } from './nested-update.ts'
import { SECRET, token } from './tokens.ts'

/** An API in which each answer is held against its description. */
export interface DescribedApi {
  readonly url: string
  call(method: string, path: string, at: string, init?: RequestInit): Promise<Response>
}

const PATH = '/api/rooms/{room}/versions'

/** What only the operations on versions answer. */
export const tryVersions = async (api: DescribedApi, store: ReturnType<typeof faultyStore>) => {
  const headers = { authorization: `Bearer ${SECRET}` }
  const asJson = { ...headers, 'content-type': 'application/json' }
  const { put, post, get } = apiClient(api.url, SECRET)
  const [all, document] = ['/rooms/versioned/versions', '/rooms/versioned/document']
  const call = (method: string, version: string | null, rest = '', init: RequestInit = { headers }) => {
    const described = version === null ? PATH : `${PATH}/{version}${rest.split('?')[0]}`
    const address = version === null ? all : `${all}/${version}${rest}`
    return api.call(method, described, `/api${address}`, init)
  }
  const name = { headers: asJson, body: JSON.stringify({ name: 'x' }) }
  await put(document, textUpdate('a'.repeat(6_000)))
  const { id } = (await post(all, { name: null })).json
  await call('get', id, '/diff')
  await call('post', id, '/restore')
  await call('post', null, '', name)
  await put(document, nestedUpdate())
  const deep = (await post(all, { name: null })).json.id
  for (const rest of ['', '/diff', `/diff?to=${deep}`]) await call('get', id, rest)
  const accept = { headers: { ...headers, accept: 'application/json' } }
  await call('get', id, '', accept)
  await call('get', deep, '', accept)
  await call('patch', id, '', name)
  await put(document, textUpdate('b'.repeat(9_000)))
  await call('post', id, '/restore')
  await call('post', deep, '/restore')
  await call('get', null)
  const automatic = (await get(all)).json.versions.find(({ cause }: { cause: string }) => cause !== 'hand')
  while ((await post(all, { name: 'x' })).status === 200);
  await call('post', null, '', name)
  await call('patch', automatic.id, '', name)
  await call('delete', id)
  const host = await token({ sub: 'host of versions', role: 'host', room: 'versioned' })
  const asHost = { headers: { authorization: `Bearer ${host}` } }
  for (const [method, rest] of [
    ['delete', ''],
    ['post', '/restore'],
  ] as const)
    for (let status = 0; status !== 429; ) ({ status } = await call(method, 'none', rest, asHost))
  store.fail('keep', 'kept', 'keptBodies')
  for (const rest of ['', '/diff']) await call('get', deep, rest)
  await call('get', null)
  await call('post', null, '', name)
  await call('patch', deep, '', name)
  await call('post', deep, '/restore')
  await call('delete', deep)
  store.heal()
}
