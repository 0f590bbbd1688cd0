import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { sqliteStore } from '../../server/index.ts'
import { appendTo } from '../../server/store/store.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { runData } from '../support/data-command.ts'
import { typed } from '../support/data-file.ts'
import { embeds, values } from '../support/hostile.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile, tempFolder } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'

const LIMIT = ['--limit', 'structs=1000']

/** A data file with a room that a relay of this limit sets aside, and one that it opens. */
const fileWith = async (update: Uint8Array): Promise<string> => {
  const file = tempFile()
  const store = sqliteStore(file)
  await appendTo(store, 'large', 'epoch of large', [update])
  await appendTo(store, 'small', 'epoch of small', typed('hello'))
  await store.close()
  return file
}

/** A relay that has set the room aside, since somebody has asked for it. */
const relayWith = async (file: string) => {
  const { url } = await runRelay(['--data', file, '--secret', SECRET, ...LIMIT])
  const api = apiClient(url, SECRET)
  const asked = await api.get('/rooms/large/document')
  expect(asked).toMatchObject({ status: 503, json: { error: 'room-set-aside' } })
  return { api, setAside: () => metricOf(url, 'homeroom_rooms_set_aside') }
}

test('[DL6] a room that is set aside is listed with the reason and the time, and the others without', async () => {
  const began = Date.now()
  const { api, setAside } = await relayWith(await fileWith(embeds(2, 5_000)))
  const { rooms } = (await api.get('/rooms')).json
  const why = { reason: expect.stringContaining('too large'), sinceMs: expect.any(Number) }
  expect(rooms).toMatchObject([
    { room: 'large', loaded: false, setAside: why },
    { room: 'small', setAside: null },
  ])
  expect(rooms[0].setAside.sinceMs).toBeGreaterThanOrEqual(began)
  expect((await api.get('/rooms/large')).json.setAside).toEqual(rooms[0].setAside)
  expect((await api.get('/rooms/large/connections')).json.setAside).toEqual(rooms[0].setAside)
  expect((await api.get('/rooms/small')).json.setAside).toBeNull()
  expect(await setAside()).toBe(1)
})

test('[DL6][DA5] verify names the rooms that a relay with these bounds would set aside, and export has all of them', async () => {
  const file = await fileWith(embeds(2, 5_000))
  expect(await runData('verify', ['--data', file])).toMatchObject({ isSound: true })
  const { isSound, lines } = await runData('verify', ['--data', file, ...LIMIT])
  expect(isSound).toBe(false)
  expect(lines).toEqual([
    expect.stringMatching(/^large: would be set aside: .*too large/),
    'a relay would set 1 room aside',
    `${file} is sound`,
  ])
  const byName = await runData('verify', ['--data', file], { env: { HOMEROOM_LIMIT: 'structs=1000' } })
  expect(byName.lines).toEqual(lines)
  const doc = new Y.Doc()
  Y.applyUpdate(doc, (await runData('export', ['--data', file, '--room', 'large'])).bytes)
  expect(Y.getState(doc.store, 2)).toBe(5_000)
  const bad = await runData('verify', ['--data', file, '--limit', 'rooms=4'])
  expect(bad.faults).toEqual([expect.stringContaining('is no limit')])
})

test('[DL6][DA4][HT16] compact mends a room whose structs can be joined, and load opens it without a restart', async () => {
  const file = await fileWith(values(5_000))
  const { api, setAside } = await relayWith(file)
  expect((await api.post('/rooms/large/load', {})).json.error).toBe('room-set-aside')
  expect(await setAside()).toBe(1)
  expect(await runData('compact', ['--data', file])).toMatchObject({ isSound: true })
  expect(await runData('verify', ['--data', file, ...LIMIT])).toMatchObject({ isSound: false })
  expect(await runData('compact', ['--data', file, '--room', 'large'])).toMatchObject({ isSound: true })
  expect(await runData('verify', ['--data', file, ...LIMIT])).toMatchObject({ isSound: true })
  const host = await token({ sub: 'ada', role: 'host' })
  expect((await api.post('/rooms/large/load', {}, { bearer: host })).status).toBe(403)
  expect((await api.post('/rooms/large/load', {})).status).toBe(204)
  expect((await api.get('/rooms/large')).json).toMatchObject({ loaded: true, setAside: null })
  expect(await setAside()).toBe(0)
  const missing = await runData('compact', ['--data', file, '--room', 'other'])
  expect([missing.isSound, missing.warnings]).toEqual([false, ['there is no room "other"']])
})

test.each(['PUT', 'DELETE', 'an import'])(
  '[DL6][HT16] %s brings the room back without a restart',
  async (way) => {
    const file = await fileWith(embeds(2, 5_000))
    const { api, setAside } = await relayWith(file)
    if (way === 'PUT') expect((await api.put('/rooms/large/document', textUpdate('small'))).status).toBe(200)
    else if (way === 'DELETE') expect((await api.remove('/rooms/large/document')).status).toBe(204)
    else {
      const path = join(tempFolder(), 'small.yjs')
      writeFileSync(path, textUpdate('small'))
      const imported = await runData('import', ['--data', file, '--room', 'large', '--in', path])
      expect(imported.isSound).toBe(true)
      expect((await api.post('/rooms/large/load', {})).status).toBe(204)
    }
    const { status } = await api.get('/rooms/large/document')
    expect(status).toBe(way === 'DELETE' ? 404 : 200)
    expect(await setAside()).toBe(0)
  },
)
