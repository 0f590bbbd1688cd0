import { expect, test } from 'vitest'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { rawSocket } from '../support/raw-socket.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024
const ROOMS = 150

test('[HT6] while others do not take theirs no long answer of any kind is added, short ones and the metrics are', async () => {
  const { url } = await startRelay({ ...ORDERED, limits: { downloads: MIB } })
  const api = apiClient(url, SECRET)
  const names = Array.from({ length: ROOMS }, (_, index) => `${index}-${'n'.repeat(100)}`)
  for (const name of names)
    expect((await api.put(`/rooms/${name}/document`, textUpdate('x'))).status).toBe(200)
  await api.put('/rooms/large/document', textUpdate('x'.repeat(12 * MIB)))
  const list = () => api.get('/rooms')
  expect((await list()).headers.get('content-length')).toBe(`${(await list()).bytes.length}`)
  const held = () => metricOf(url, 'homeroom_download_bytes')
  await until(async () => (await held()) === 0, 'it is taken')

  const lines = [
    'GET /api/rooms/large/document HTTP/1.1',
    'Host: 127.0.0.1',
    `Authorization: Bearer ${SECRET}`,
  ]
  const { socket } = rawSocket(url, `${lines.join('\r\n')}\r\n\r\n`)
  socket.pause()
  await until(async () => (await held()) > 12 * MIB, 'it is not taken')
  for (const path of ['/rooms', '/openapi.json'])
    expect(await api.get(path)).toMatchObject({ status: 503, json: { error: 'busy', retry: 'later' } })
  expect((await api.get(`/rooms/${names[0]}`)).status).toBe(200)
  expect(await held()).toBeLessThan(13 * MIB)
  socket.destroy()
  await until(async () => (await list()).status === 200, 'it is answered again')
  expect((await list()).json.rooms).toHaveLength(100)
})
