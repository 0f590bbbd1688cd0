import { expect, test } from 'vitest'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A class on the second and the third relay, and the API of the first one, which has not opened the room. */
const classElsewhere = async () => {
  const { bus, relays, join } = await relayCluster()
  for (const { url } of relays) await until(async () => (await metricOf(url, 'homeroom_bus_nodes')) === 3)
  const [ada, second] = [await join(1, 'ada', 'host'), await join(2, 'second')]
  await ada.waitFor('second')
  await second.waitFor('ada')
  return { bus, ada, second, api: apiClient(relays[0]?.url ?? '', SECRET) }
}

const clientOf = (room: Awaited<ReturnType<typeof classElsewhere>>['ada'], name: string) =>
  room.person(name)?.clientIds[0] ?? 0

test('[HT2] a relay without the room shows the people who are there on other relays', async () => {
  const { api } = await classElsewhere()
  const { entries } = (await api.get('/rooms/lesson/presence')).json
  expect(entries.map(({ state }: { state: { name: string } }) => state.name).sort()).toEqual([
    'ada',
    'second',
  ])
  expect((await api.get('/rooms/lesson')).json).toMatchObject({ connections: 2, entries: 2 })
})

test('[HT8] orders to a relay without the room are done on the relays that have it', async () => {
  const { api, ada, second } = await classElsewhere()
  const heard: unknown[] = []
  for (const room of [ada, second]) room.signals.on('bell', ({ data }) => heard.push(data))
  expect((await api.post('/rooms/lesson/signals', { kind: 'bell', data: 7 })).status).toBe(204)
  await until(() => heard.length === 2)
  second.self.set({ hand: true })
  await ada.waitFor('second', ({ hand }) => hand === true)
  const lower = { kind: 'lower-hand', to: [clientOf(ada, 'second')] }
  expect((await api.post('/rooms/lesson/signals', lower)).status).toBe(204)
  await ada.waitFor('second', ({ hand }) => hand !== true)
  expect((await api.post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
  await until(() => ada.rules.get().locked && second.rules.get().locked)
  const kick = { clientId: clientOf(ada, 'second') }
  expect((await api.post('/rooms/lesson/kick', kick)).status).toBe(204)
  await until(() => second.status.get().state === 'closed')
  expect(second.status.get()).toMatchObject({ code: 4407 })
})

test('[HT7] what a relay without the room puts in its place is heard at once by those that have it', async () => {
  const { bus, api, ada, second } = await classElsewhere()
  ada.text.insert(0, 'old')
  await until(() => second.text.toString() === 'old')
  const gone = [ada, second].map(
    ({ socket }) => new Promise<number>((settle) => socket()?.once('close', (code) => settle(code))),
  )
  expect((await api.put('/rooms/lesson/document', textUpdate('new'))).status).toBe(200)
  expect(await Promise.all(gone)).toEqual([4409, 4409])
  const said = () => bus.published.get('room:unknown') ?? 0
  expect((await api.remove('/rooms/unknown/document')).status).toBe(204)
  await until(() => said() > 0)
  // Nobody has it: that is all that is said.
  expect(said()).toBe(1)
})
