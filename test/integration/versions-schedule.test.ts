import { expect, test } from 'vitest'
import { memoryStore } from '../../server/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { VERSIONS, versionRoom } from '../support/version-room.ts'

const HOUR_MS = 3_600_000
const SWEEP_MS = 250

const START_MS = Date.UTC(2030, 0, 1)

test('[VE3] a version is made in each hour in which something was written, and none where nothing was', async () => {
  const time = fakeClock()
  const { client, write, list, api } = await versionRoom('0', {
    clock: time.clock,
    versions: { hourly: 24, daily: 30 },
    idleMs: 86_400_000,
  })
  const count = (most: number) =>
    until(async () => {
      time.advance(SWEEP_MS)
      return (await list()).length >= most
    })
  await count(1)
  for (const hour of [1, 2]) {
    await write(() => client.text.insert(0, `${hour}`))
    time.advance(HOUR_MS)
    await count(hour + 1)
  }
  const versions = await list()
  expect(versions.map(({ cause }: { cause: string }) => cause)).toEqual(['schedule', 'schedule', 'schedule'])
  const texts = []
  for (const { id } of versions) texts.push(textIn((await api.get(`${VERSIONS}/${id}`)).bytes))
  expect(texts).toEqual(['210', '10', '0'])
  time.advance(5 * HOUR_MS)
  time.advance(SWEEP_MS)
  // One that is written to later is looked at after this room.
  await api.put('/rooms/other/document', textUpdate('x'))
  await api.get('/rooms/other/document')
  await until(async () => {
    time.advance(SWEEP_MS)
    return (await api.get('/rooms/other/versions')).json.versions.length === 1
  })
  expect(await list()).toHaveLength(3)
})

test('[VE3] what was written before the relay ended is a version once the room is open again, and only once', async () => {
  const time = fakeClock(START_MS)
  const store = memoryStore()
  const options = { store: keptOpen(store), versions: { daily: 7 } }
  const first = await versionRoom('Monday', { ...options, clock: time.clock })
  await until(async () => {
    time.advance(SWEEP_MS)
    return (await first.list()).length === 1
  })
  await first.write(() => first.client.text.insert(0, 'Late on '))
  first.client.provider.destroy()
  await first.relay.close()
  for (const day of [1, 2]) {
    const later = fakeClock(START_MS + day * 24 * HOUR_MS)
    const { url, close } = await startRelay({ ...ORDERED, ...options, clock: later.clock })
    const api = apiClient(url, SECRET)
    await api.get('/rooms/lesson/document')
    await api.put('/rooms/other/document', textUpdate(`${day}`))
    await api.get('/rooms/other/document')
    await until(async () => {
      later.advance(SWEEP_MS)
      return (await api.get('/rooms/other/versions')).json.versions.length > 0
    })
    const { versions } = (await api.get(VERSIONS)).json
    expect(versions).toHaveLength(2)
    expect(textIn((await api.get(`${VERSIONS}/${versions[0].id}`)).bytes)).toBe('Late on Monday')
    await api.remove('/rooms/other/document')
    await close()
  }
})

test('[VE3] a store that fails is tried again later, and keeps nobody from writing', async () => {
  const time = fakeClock()
  const faulty = faultyStore(memoryStore())
  faulty.fail('keep')
  const { write, client, list } = await versionRoom('Hello', {
    clock: time.clock,
    store: faulty.store,
    versions: { hourly: 1 },
  })
  await until(() => {
    time.advance(SWEEP_MS)
    return faulty.calls('keep') > 0
  })
  await write(() => client.text.insert(0, 'Still. '))
  faulty.heal()
  await until(async () => {
    time.advance(60_000)
    return (await list()).length === 1
  })
})

test('[VE3] without a rule none is made', async () => {
  const time = fakeClock()
  const faulty = faultyStore(memoryStore())
  const { list } = await versionRoom('Hello', { clock: time.clock, store: faulty.store })
  for (let sweep = 0; sweep < 5; sweep++) {
    time.advance(SWEEP_MS)
    expect(await list()).toEqual([])
  }
  expect(faulty.calls('keep')).toBe(0)
})
