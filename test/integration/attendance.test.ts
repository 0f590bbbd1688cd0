import { expect, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { rawClient } from '../support/raw-client.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'

const hostToken = (name: string) => token({ sub: 'host', name, role: 'host' })

test('[HT20] hosts read who was there, as JSON and as CSV that no spreadsheet runs; nobody else does', async () => {
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], attendance: 30 })
  const name = '=HYPERLINK("https://evil.example","me")'
  for (const _tab of [1, 2])
    await clientRoom(wsUrl, 'lesson/1', { token: () => token({ sub: '@ada', name }) }).connected()
  const host = apiClient(url, await hostToken('Ada'))
  const path = '/rooms/lesson%2F1/attendance'
  const { json } = await host.get(path)
  expect(json).toEqual({
    room: 'lesson/1',
    days: 30,
    rows: [
      {
        ...{ day: new Date().toISOString().slice(0, 10), id: '@ada', name, shownName: null },
        ...{ role: 'member', connection: null },
        ...{ firstMs: expect.any(Number), lastMs: expect.any(Number), minutes: 0 },
      },
    ],
  })
  const { headers, bytes } = await host.get(path, { headers: { accept: 'text/csv' } })
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toContain('attachment')
  const [head, row, end] = new TextDecoder().decode(bytes).split('\r\n')
  expect(head).toBe('room,day,id,name,shownName,role,connection,first,last,minutes')
  expect(row).toContain(`,'@ada,"'=HYPERLINK(""https://evil.example"",""me"")",,member,,`)
  expect(end).toBe('')

  expect((await apiClient(url, SECRET).get(path)).status).toBe(200)
  expect((await apiClient(url, await token()).get(path)).status).toBe(403)
  expect((await apiClient(url).get(path)).status).toBe(401)
})

test('[HT20] a row has the name that everybody saw last, of people who chose it and have left, too', async () => {
  const { url, wsUrl } = await startRelay({ attendance: 30 })
  const other = clientRoom(wsUrl, 'lesson')
  const pupil = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  await other.waitFor('Ada')
  pupil.self.set({ name: 'Ada B.' })
  await other.waitFor('Ada B.')
  pupil.room.leave()
  await other.waitGone('Ada B.')
  const { json } = await apiClient(url).get('/rooms/lesson/attendance')
  const names = json.rows.map(({ name, shownName }: Record<string, unknown>) => ({ name, shownName }))
  expect(names).toContainEqual({ name: null, shownName: 'Ada B.' })
})

test('[HT20] days that are none are refused; days on which nobody was there are empty', async () => {
  const { url, wsUrl } = await startRelay({ attendance: 30 })
  await rawClient(wsUrl, 'lesson')
  const { get } = apiClient(url)
  expect((await get('/rooms/lesson/attendance')).json.rows).toHaveLength(1)
  expect((await get('/rooms/lesson/attendance?from=2020-01-01&to=2020-12-31')).json.rows).toEqual([])
  expect((await get('/rooms/lesson/attendance?from=2028-02-29')).status).toBe(200)
  for (const query of ['from=yesterday', 'to=2030-1-1', 'from=', 'from=2030-02-30', 'to=9999-99-99'])
    expect((await get(`/rooms/lesson/attendance?${query}`)).status).toBe(400)
})

test('[HT20] a relay keeps no attendance unless it is told to', async () => {
  const store = memoryStore()
  const { url, wsUrl } = await startRelay({ store })
  await clientRoom(wsUrl, 'lesson').connected()
  const { status, json } = await apiClient(url).get('/rooms/lesson/attendance')
  expect([status, json.error]).toEqual([404, 'not-found'])
  expect(json.message).toContain('--attendance')
})

test('attendance is there after a restart, and stays when its room is deleted', async () => {
  const path = tempFile()
  const start = () => startRelay({ ...ORDERED, store: sqliteStore(path), attendance: 30 })
  const first = await start()
  const room = clientRoom(first.wsUrl, 'lesson')
  await room.connected()
  await first.close()
  room.room.leave()
  const second = await start()
  const { get, remove } = apiClient(second.url, SECRET)
  expect((await get('/rooms/lesson/attendance')).json.rows).toHaveLength(1)
  expect((await remove('/rooms/lesson/document')).status).toBe(204)
  expect((await get('/rooms/lesson/attendance')).json.rows).toHaveLength(1)
})

test('a store that has no place for attendance is refused with it', async () => {
  const { keep: _, ...store } = memoryStore()
  await expect(startRelay({ store, attendance: 30 })).rejects.toThrow('attendance: the store keeps none')
  await startRelay({ store })
})
