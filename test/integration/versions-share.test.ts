import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { VERSIONS, versionRoom } from '../support/version-room.ts'

test('[VE1] many questions for differences of one room leave places to another room', async () => {
  const { store, hold } = faultyStore(memoryStore())
  const { api, create } = await versionRoom('Hello', { store })
  const { id } = await create()
  await api.put('/rooms/other/document', textUpdate('There'))
  const release = hold('keptBodies')
  let refused = 0
  const asked = Array.from({ length: 40 }, async () => {
    const { status } = await api.get(`${VERSIONS}/${id}/diff`)
    if (status === 503) refused += 1
    return status
  })
  const made = until(() => refused >= 8, 'all that had no place are refused').then(() =>
    api.post('/rooms/other/versions', { name: null }),
  )
  await until(() => refused === 32, 'eight of the room wait').finally(release)
  expect((await made).status).toBe(200)
  const statuses = await Promise.all(asked)
  expect(statuses.filter((status) => status === 200)).toHaveLength(8)
})

test('[VE1] many questions of one host about many rooms leave places to another host, who may replace a document meanwhile', async () => {
  const { store, hold } = faultyStore(memoryStore())
  const { url, api } = await versionRoom('Hello', { store })
  const hostOf = async (sub: string) => apiClient(url, await token({ sub, role: 'host', ttlSeconds: 600 }))
  const [greedy, other] = [await hostOf('greedy'), await hostOf('other')]
  const rooms = ['one', 'two', 'three', 'four', 'five']
  for (const room of [...rooms, 'other']) await api.put(`/rooms/${room}/document`, textUpdate('There'))
  const release = hold('keptBodies')
  let refused = 0
  const asked = Array.from({ length: 40 }, async (_, index) => {
    const { status } = await greedy.get(`/rooms/${rooms[index % rooms.length]}/versions/none/diff`)
    if (status === 503) refused += 1
    return status
  })
  await until(() => refused === 32, 'eight of the host wait')
  const [made, replaced] = [
    other.post('/rooms/other/versions', { name: null }),
    other.put('/rooms/other/document', textUpdate('Anew')),
  ]
  release()
  expect((await made).status).toBe(200)
  expect((await replaced).status).toBe(200)
  expect((await Promise.all(asked)).filter((status) => status === 404)).toHaveLength(8)
})

test('[VE2][HT6] differences that nobody reads hold 64 MiB and one more', async () => {
  const { url, api } = await versionRoom()
  const [path, bytes] = ['/rooms/large/versions', 12 * 1024 * 1024]
  await api.put('/rooms/large/document', textUpdate('x'.repeat(bytes / 2)))
  const { id } = (await api.post(path, { name: null })).json
  await api.put('/rooms/large/document', textUpdate('y'.repeat(bytes / 2)))
  const held = () => metricOf(url, 'homeroom_download_bytes')
  const heads = ['Host: 127.0.0.1', `Authorization: Bearer ${SECRET}`, '\r\n'].join('\r\n')
  const ask = () => rawSocket(url, `GET /api${path}/${id}/diff HTTP/1.1\r\n${heads}`).socket.pause()
  const askers = Array.from({ length: 7 }, ask)
  await until(async () => (await held()) > 64 * 1024 * 1024, 'as much as there may be waits', 30_000)
  expect((await api.get(`${path}/${id}/diff`)).json.error).toBe('busy')
  expect(await held()).toBeLessThan(64 * 1024 * 1024 + 1.1 * bytes)
  for (const socket of askers) socket.destroy()
  await until(async () => (await held()) === 0, 'those who asked are gone')
  expect((await api.get(`${path}/${id}/diff`)).json.changes).toMatchObject([{ type: 'text' }])
})
