import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type Store, sqliteStore, systemClock } from '../../server/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { steppedClock } from '../support/stepped-clock.ts'
import { tempFile } from '../support/temp-folder.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { VERSIONS, versionRoom } from '../support/version-room.ts'

const JSON_ONLY = { headers: { accept: 'application/json' } }

test('[VE1] a version is made, listed, read as bytes and as JSON, named and deleted', async () => {
  const { api, client, write, create, list } = await versionRoom()
  const made = await create('Before the exam')
  expect(made).toMatchObject({ name: 'Before the exam', cause: 'hand', by: 'admin' })
  await write(() => client.text.insert(5, ', all'))
  const second = await create()
  expect((await list()).map(({ id }: { id: string }) => id)).toEqual([second.id, made.id])
  const { bytes, headers } = await api.get(`${VERSIONS}/${made.id}`)
  expect([textIn(bytes), headers.get('content-type')]).toEqual(['Hello', 'application/octet-stream'])
  expect((await api.get(`${VERSIONS}/${second.id}`, JSON_ONLY)).json).toEqual({
    room: 'lesson',
    version: second,
    roots: { text: { type: 'text', value: 'Hello, all' } },
  })
  expect((await api.patch(`${VERSIONS}/${second.id}`, { name: 'Greeting' })).json).toMatchObject({
    id: second.id,
    name: 'Greeting',
  })
  expect((await api.remove(`${VERSIONS}/${made.id}`)).status).toBe(204)
  expect(await list()).toMatchObject([{ id: second.id, name: 'Greeting' }])
})

test('[VE1] versions are listed in the order in which they were made, also where the clock stands still or goes back', async () => {
  const time = steppedClock({ ...systemClock, wallMs: () => 1_700_000_000_000 })
  const { create, list } = await versionRoom('Hello', { clock: time.clock })
  const names = Array.from({ length: 8 }, (_, index) => `${index}`)
  for (const name of names) {
    if (name === '6') time.step(-60_000)
    await create(name)
  }
  expect((await list()).map(({ name }: { name: string }) => name)).toEqual(names.toReversed())
})

test('[VE1] what is not there, or is not allowed, is refused, and changes nothing', async () => {
  const { url, api, create, list } = await versionRoom()
  const { id } = await create('kept')
  const none = `${VERSIONS}/none`
  const answers = [
    await api.get(none),
    await api.get(`${none}/diff`),
    await api.get(`${VERSIONS}/${id}/diff?to=none`),
    await api.patch(none, { name: 'x' }),
    await api.remove(none),
    await api.post(`${none}/restore`, {}),
  ]
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404))
  for (const body of [
    {},
    { name: '' },
    { name: ' ' },
    { name: 'x'.repeat(201) },
    { name: 7 },
    { title: 'x' },
  ])
    expect((await api.post(VERSIONS, body)).json.error).toBe('bad-request')
  expect((await api.post('/rooms/elsewhere/versions', { name: 'x' })).json.error).toBe('room-not-found')
  expect((await api.get('/rooms/elsewhere/versions')).json).toEqual({ room: 'elsewhere', versions: [] })
  expect(await list()).toHaveLength(1)
  const member = apiClient(url, await token())
  expect((await member.post(VERSIONS, { name: null })).json.error).toBe('role-forbidden')
  expect((await api.get(`${VERSIONS}/${id}`)).status).toBe(200)
})

test('[VE1] versions are for hosts of the room, and holders of a secret', async () => {
  const { url } = await startRelay({ secrets: [SECRET] })
  await apiClient(url, SECRET).put('/rooms/lesson/document', textUpdate('Hello'))
  const as = async (role: string) => apiClient(url, await token({ sub: 'ada', role, room: 'lesson' }))
  const host = await as('host')
  const { json } = await host.post(VERSIONS, { name: 'mine' })
  expect(json).toMatchObject({ by: 'ada', name: 'mine' })
  for (const role of ['member', 'viewer']) {
    const other = await as(role)
    expect((await other.get(VERSIONS)).status).toBe(403)
    expect((await other.post(`${VERSIONS}/${json.id}/restore`, {})).status).toBe(403)
  }
  expect((await host.post(`${VERSIONS}/${json.id}/restore`, {})).json).toMatchObject({ changed: false })
})

test('[VE1] no more than 100 that stay are kept in a room, and one that has a name stays', async () => {
  const { api, create, list } = await versionRoom()
  const ids: string[] = []
  for (let count = 0; count < 95; count++) ids.push((await create()).id)
  // Also where they come at the same time: so many as may wait.
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.post(VERSIONS, { name: null })))
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), ...Array(3).fill(412)])
  expect((await api.post(VERSIONS, { name: null })).json.error).toBe('precondition-failed')
  await api.remove(`${VERSIONS}/${ids[0]}`)
  expect((await create()).cause).toBe('hand')
  expect(await list()).toHaveLength(100)
})

test('[VE2] the difference tells what was added and taken away in texts, lists and maps', async () => {
  const { api, client, write, create } = await versionRoom('a word and more')
  const { doc, text } = client
  const [list, map, page] = [doc.getArray('list'), doc.getMap('map'), doc.getXmlFragment('page')]
  await write(() => {
    list.insert(0, [1, 'two', { three: 3 }])
    map.set('color', 'red')
    map.set('gone', true)
    map.set('inner', new Y.Map([['x', 1]]))
    page.insert(0, [new Y.XmlElement('p'), new Y.XmlElement('hr')])
  })
  const { id } = await create()
  await write(() => {
    text.delete(2, 4)
    text.insert(2, 'sentence')
    text.format(0, 1, { bold: true })
    list.delete(1, 1)
    list.push(['four'])
    map.set('color', 'blue')
    map.delete('gone')
    ;(map.get('inner') as Y.Map<number>).set('x', 2)
    ;(page.get(0) as Y.XmlElement).insert(0, [new Y.XmlText('new')])
  })
  const { json } = await api.get(`${VERSIONS}/${id}/diff`)
  expect(json).toMatchObject({ room: 'lesson', from: id, to: null })
  expect(json.changes).toEqual([
    {
      path: ['list'],
      type: 'list',
      parts: [{ kept: 1 }, { removed: ['two'] }, { kept: 1 }, { added: ['four'] }],
    },
    { path: ['map', 'color'], type: 'value', added: 'blue', removed: 'red' },
    { path: ['map', 'gone'], type: 'value', removed: true },
    { path: ['map', 'inner', 'x'], type: 'value', added: 2, removed: 1 },
    { path: ['page', 0], type: 'list', parts: [{ added: ['new'] }] },
    {
      path: ['text'],
      type: 'text',
      parts: [
        { kept: 1, attributes: { bold: true } },
        { kept: 1 },
        { removed: 'word' },
        { added: 'sentence' },
        { kept: 9 },
      ],
    },
  ])
  const { id: now } = await create()
  expect((await api.get(`${VERSIONS}/${id}/diff?to=${now}`)).json).toEqual({ ...json, to: now })
  expect((await api.get(`${VERSIONS}/${now}/diff`)).json.changes).toEqual([])
})

test('[VE4] what is in a room is a version before it is replaced, and versions go with a room that is deleted', async () => {
  const { api, create, list } = await versionRoom('first')
  await create('by hand')
  expect((await api.put('/rooms/lesson/document', textUpdate('second'))).status).toBe(200)
  // The same is there already.
  expect(await list()).toMatchObject([{ cause: 'hand' }])
  await api.put('/rooms/lesson/document', textUpdate('third'))
  const [before] = await list()
  expect(before).toMatchObject({ cause: 'import', name: null })
  expect(textIn((await api.get(`${VERSIONS}/${before.id}`)).bytes)).toBe('second')
  expect((await api.post(`${VERSIONS}/${before.id}/restore`, {})).json).toMatchObject({
    changed: true,
    before: { cause: 'restore' },
  })
  expect(textIn((await api.get('/rooms/lesson/document')).bytes)).toBe('second')
  await api.remove('/rooms/lesson/document')
  expect(await list()).toEqual([])
})

test('[VE1] versions outlive the relay, and a damaged one is said to be damaged', async () => {
  const file = tempFile()
  const first = await versionRoom('Hello', { store: sqliteStore(file) })
  const { id } = await first.create('kept')
  first.client.provider.destroy()
  await first.relay.close()
  const store = sqliteStore(file)
  const { url } = await startRelay({ ...ORDERED, store })
  const api = apiClient(url, SECRET)
  expect(textIn((await api.get(`${VERSIONS}/${id}`)).bytes)).toBe('Hello')
  await store.keep?.('lesson', 'version-parts', new Map([[`${id}/000000`, Uint8Array.of(1, 2, 3)]]))
  const damaged = await api.get(`${VERSIONS}/${id}`)
  expect(damaged).toMatchObject({ status: 404, json: { message: expect.stringContaining('damaged') } })
  expect((await api.post(`${VERSIONS}/${id}/restore`, {})).status).toBe(404)
  expect(textIn((await api.get('/rooms/lesson/document')).bytes)).toBe('Hello')
})

test('[VE1] a store that fails is said, and one without a place for versions has none', async () => {
  const faulty = faultyStore(memoryStore())
  const { api, create, list, viewOf } = await versionRoom('Hello', { store: faulty.store })
  const { id } = await create()
  faulty.fail('keep')
  expect((await api.post(VERSIONS, { name: null })).json.error).toBe('store-unavailable')
  expect((await api.put('/rooms/lesson/document', textUpdate('x'))).json?.error).toBeUndefined()
  faulty.heal()
  expect(await list()).toHaveLength(1)
  expect((await viewOf()).text.value).toBe('x')
  faulty.fail('keptBodies')
  expect((await api.get(`${VERSIONS}/${id}`)).json.error).toBe('store-unavailable')
  const { keep: _, ...plain } = memoryStore()
  const bare = await versionRoom('Hello', { store: plain as Store })
  expect(await bare.api.get(VERSIONS)).toMatchObject({
    status: 404,
    json: { message: 'The store of this relay keeps no versions.' },
  })
  expect((await bare.api.put('/rooms/lesson/document', textUpdate('second'))).status).toBe(200)
  await expect(startRelay({ store: plain as Store, versions: { hourly: 1 } })).rejects.toThrow('keeps none')
})
