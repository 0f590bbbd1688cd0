import { apiClient, textUpdate } from './api-client.ts'
import type { faultyStore } from './faulty-store.ts'
import { joinLinks } from './join-links.ts'
import { SECRET, token } from './tokens.ts'
import type { DescribedApi } from './version-answers.ts'

const PATH = '/api/rooms/{room}/links'

/** What only the operations on links answer. */
export const tryLinks = async (api: DescribedApi, store: ReturnType<typeof faultyStore>) => {
  const headers = { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' }
  const links = joinLinks(api.url, 'linked')
  const join = (body: object) =>
    api.call('post', '/api/join', '/api/join', { headers, body: JSON.stringify(body) })
  const goAway = (body: object) =>
    api.call('delete', '/api/join', '/api/join', { headers, body: JSON.stringify(body) })
  const all = (method: string, init: RequestInit = {}) =>
    api.call(method, PATH, '/api/rooms/linked/links', { headers, ...init })
  const one = (id: string, init: RequestInit = {}) =>
    api.call('delete', `${PATH}/{link}`, `/api/rooms/linked/links/${id}`, { headers, ...init })
  const order = { body: JSON.stringify({ role: 'member', uses: 1 }) }

  // Orders are for a room that is there.
  await apiClient(api.url, SECRET).put('/rooms/linked/document', textUpdate('Hello'))
  const { id, code } = await links.make({ uses: 1 })
  await all('post', order)
  await all('get')
  await join({ code })
  await join({ code })
  const other = await links.make()
  const { seat, token: jwt } = await links.join(other.code)
  const { sub } = JSON.parse(atob(jwt.split('.')[1]))
  await links.kick({ id: sub })
  await join({ code: other.code, seat })
  await links.lock(true)
  const knocking = { code: other.code, seat: 'a-person-who-knocks' }
  await join(knocking)
  await goAway(knocking)
  await goAway({ code: 'x'.repeat(100_000) })
  await links.lock(false)
  await one(id)
  await one(id)
  const host = await token({ sub: 'host of links', role: 'host' })
  const asHost = { headers: { ...headers, authorization: `Bearer ${host}` } }
  for (let status = 0; status !== 429; ) ({ status } = await one('none', asHost))
  store.fail('order', 'orders', 'keep', 'keptBodies')
  await join({ code: other.code })
  await goAway(knocking)
  await all('get')
  await all('post', order)
  await one(other.id)
  store.heal()
  // Wrong ones, until no more are heard.
  await goAway({ ...knocking, code: '000-000-000' })
  await Promise.all(Array.from({ length: 110 }, () => join({ code: '000-000-000' })))
  await goAway({ ...knocking, seat: 'nobody-knows-this-one' })
}
