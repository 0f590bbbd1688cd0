// What workers share through their parent, in one process: docs/decisions/34-workers.md.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type RoomHandle, systemClock } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { joinBehind } from '../support/join-behind.ts'
import { localWorkers, roomsOf } from '../support/local-workers.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { WEBHOOK_SECRET, webhookReceiver } from '../support/webhook-receiver.ts'

const SWEEP_MS = 250
const HOUR_MS = 3_600_000

/** What workers say to each other in one sweep is heard within so many turns. */
const TURNS = 10

const [first = '', second = ''] = [roomsOf(1)[0], roomsOf(2)[0]]

/** Lets seconds pass for the parent, and what comes of each is done before the next one. */
const secondsOf = (time: ReturnType<typeof fakeClock>) => async (seconds: number) => {
  for (let second = 0; second < seconds; second++) {
    time.advance(1_000)
    for (let turn = 0; turn < TURNS; turn++) await nextTurn()
  }
}

test('a room is on one worker, and where it is on two it is one room all the same', async () => {
  const { url, wsUrl } = await localWorkers()
  const clients = [first, second].flatMap((room) => [1, 2].map(() => clientRoom(wsUrl, room)))
  for (const client of clients) await client.connected()
  for (const worker of ['1', '2']) expect(await metricOf(url, 'homeroom_connections', { worker })).toBe(2)
  expect(await metricOf(url, 'homeroom_bus_shared_rooms')).toBe(0)
  expect(await metricOf(url, 'homeroom_workers')).toBe(2)

  const other = await joinBehind(url, second, first)
  expect(await metricOf(url, 'homeroom_connections', { worker: '2' })).toBe(3)
  const [one] = clients
  one?.text.insert(0, 'one')
  const text = other.doc.getText('text')
  text.insert(0, 'two ')
  await until(() => text.length === 7 && one?.text.toString() === text.toString())
  one?.self.set({ x: 0.25, y: 0.75 })
  await until(() => other.people.get().some(({ x }) => x === 0.25))
})

test('people who come to a worker that stands still are let in by another one, and nobody is lost', async () => {
  const time = fakeClock()
  const { wsUrl, processes } = await localWorkers({ parentClock: time.clock })
  processes[0]?.self.standStill()
  const passSeconds = secondsOf(time)
  let open = 0
  const coming = [1, 2, 3].map(() =>
    openSocket(`${wsUrl}/${first}`).then(() => {
      open += 1
    }),
  )
  await passSeconds(6)
  // One of them may be on its way to it already.
  await until(() => open >= 2)
  processes[0]?.self.goOn()
  await Promise.all(coming)
})

test('where all workers stand still a request is told to come again', async () => {
  const time = fakeClock()
  const { url, processes } = await localWorkers({ parentClock: time.clock })
  for (const { self } of processes) self.standStill()
  await secondsOf(time)(6)
  const { status, headers } = await fetch(`${url}/healthz`)
  expect([status, headers.get('retry-after')]).toEqual([503, '1'])
  for (const { self } of processes) self.goOn()
  await until(async () => (await fetch(`${url}/healthz`)).status === 200)
})

test('a parent that goes down has all workers close their connections with 1012', async () => {
  const { url, wsUrl, workers } = await localWorkers()
  const sockets = [await openSocket(`${wsUrl}/${first}`), await openSocket(`${wsUrl}/${second}`)]
  const closed = Promise.all(sockets.map(closeOf))
  expect(await workers.close()).toBe(true)
  expect((await closed).map(({ code }) => code)).toEqual([1012, 1012])
  await expect(fetch(`${url}/healthz`)).rejects.toThrow()
})

test('[LM1] an address has so many connections at all workers together', async () => {
  const { url, wsUrl, processes } = await localWorkers({ limits: { address: 3 } })
  const open = [
    await openSocket(`${wsUrl}/${first}`),
    await openSocket(`${wsUrl}/${second}`),
    await openSocket(`${wsUrl}/${first}`),
  ]
  for (const room of [first, second])
    expect(await refusedUpgrade(`${wsUrl}/${room}`)).toMatchObject({ body: { error: 'address-full' } })
  expect(await metricOf(url, 'homeroom_connection_slots', { worker: '1' })).toBe(2)
  open[1]?.close()
  await until(async () => (await metricOf(url, 'homeroom_connection_slots', { worker: '2' })) === 0)
  await openSocket(`${wsUrl}/${second}`)
  expect(await refusedUpgrade(`${wsUrl}/${first}`)).toMatchObject({ body: { error: 'address-full' } })
  // Those of a worker that is gone count no more.
  processes[0]?.child.kill('SIGKILL')
  await until(async () => (await metricOf(url, 'homeroom_worker_restarts_total')) === 1)
  await openSocket(`${wsUrl}/${first}`)
  await openSocket(`${wsUrl}/${second}`)
  expect(await refusedUpgrade(`${wsUrl}/${first}`)).toMatchObject({ body: { error: 'address-full' } })
})

test('[LM1] a room has so many connections at all workers together', async () => {
  const { url, wsUrl } = await localWorkers({ limits: { room: 3 } })
  const here = clientRoom(wsUrl, first)
  await here.connected()
  const there = await joinBehind(url, second, first)
  there.self.set({ x: 0.5 })
  await until(() => here.room.people.get().some(({ x }) => x === 0.5), 'one worker has heard of the other')
  const third = await openSocket(`${wsUrl}/${first}`)
  expect(await refusedUpgrade(`${wsUrl}/${first}`)).toMatchObject({ body: { error: 'room-full' } })
  third.close()
  await until(async () => (await metricOf(url, 'homeroom_connection_slots', { worker: '1' })) === 1)
  await openSocket(`${wsUrl}/${first}`)
})

test('each event reaches a webhook once, of whatever worker it is', async () => {
  const receiver = await webhookReceiver()
  const { wsUrl } = await localWorkers({
    secrets: [SECRET],
    idleMs: 0,
    webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  })
  const join = async (room: string, sub: string) => {
    const joined = clientRoom(wsUrl, room, { token: await token({ sub, role: 'host' }) })
    await joined.connected()
    return joined
  }
  const people = [await join(first, 'ada'), await join(second, 'ada')]
  await receiver.hears(2, 'person.joined')
  for (const { leave } of people) leave()
  await receiver.hears(2, 'room.closed')
  const of = (room: string) => receiver.told().flatMap(({ type, data }) => (data.room === room ? [type] : []))
  for (const room of [first, second])
    expect(of(room).toSorted()).toEqual(['person.joined', 'person.left', 'room.closed', 'room.opened'])
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(8)
})

test('[VE3] a version by the schedule is made once of a room that is on both workers', async () => {
  const time = fakeClock()
  let hours = 0
  const receiver = await webhookReceiver()
  const { url, relays } = await localWorkers({
    secrets: [SECRET],
    clock: { ...time.clock, after: systemClock.after, wallMs: () => time.clock.wallMs() + hours * HOUR_MS },
    versions: { hourly: 24 },
    webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  })
  /** In steps of a sweep, and what comes of each is done before the next one. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += SWEEP_MS) {
      time.advance(SWEEP_MS)
      for (let turn = 0; turn < TURNS; turn++) await nextTurn()
    }
  }
  const rooms = await Promise.all(relays.map((relay) => relay.room(first)))
  const api = apiClient(url, SECRET)
  const write = async (index: number, text: string) => {
    await rooms[index]?.transact((doc) => doc.getText('text').insert(0, text))
    const starts = async (room: RoomHandle) =>
      room.read((doc) => doc.getText('text').toString().startsWith(text))
    await until(async () => (await Promise.all(rooms.map(starts))).every(Boolean), `both have ${text}`)
  }
  /** One of the two begins it in its next sweep; the other one looks after 20 s, and it has to be there by then. */
  const isMade = async (count: number) => {
    await pass(1_000)
    await until(
      async () => (await api.get(`/rooms/${first}/versions`)).json.versions.length === count,
      `version ${count}`,
    )
    await pass(60_000)
  }
  await write(0, 'Hello')
  await isMade(1)
  await write(1, 'Again')
  hours = 1
  await isMade(2)
  for (const room of rooms) await room.close()
  await until(async () => {
    await pass(1_000)
    return receiver.told('room.closed').length === 2
  })
  expect(receiver.told('version.created')).toHaveLength(2)
})
