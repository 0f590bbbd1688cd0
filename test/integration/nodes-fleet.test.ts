import { expect, test } from 'vitest'
import { writeMessage } from '../../shared/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { rawClient } from '../support/raw-client.ts'
import { relayCluster } from '../support/relay-cluster.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

type Api = ReturnType<typeof apiClient>

/** Three relays that know of each other, and the API of each. */
const fleet = async () => {
  const cluster = await relayCluster({ heal: false })
  for (const { url } of cluster.relays)
    await until(
      async () => (await metricOf(url, 'homeroom_bus_nodes')) === 3,
      'the relays know of each other',
    )
  return { ...cluster, apis: cluster.relays.map(({ url }) => apiClient(url, SECRET)) }
}

const hasAnswered = ({ figures }: { figures: object | null }) => figures !== null

const list = async (api: Api | undefined) => (await api?.get('/rooms'))?.json

test('[HT9] any relay lists the rooms of all, with those who are in them and the relays that have them', async () => {
  const { apis, join } = await fleet()
  await join(1, 'ada', 'host')
  await join(2, 'second')
  // A second tab of one who is there.
  await join(2, 'ada', 'host')
  const lists = await Promise.all(
    apis.map((api) =>
      until(async () => {
        const seen = await list(api)
        const isWhole = seen.relays.every(hasAnswered) && seen.relays.length === 3
        return isWhole && seen.rooms[0]?.connections === 3 && seen.rooms[0].people === 2 && seen
      }, 'the relay lists all people'),
    ),
  )
  const ids = lists.map(({ relays }) => relays[0].relay)
  for (const [index, { rooms, next, relays }] of lists.entries()) {
    expect(next).toBeNull()
    expect(rooms).toMatchObject([{ room: 'lesson', loaded: true }])
    expect(rooms[0].relays).toHaveLength(2)
    expect(rooms[0].relays).toEqual(
      expect.arrayContaining([
        { relay: ids[1], connections: 1 },
        { relay: ids[2], connections: 2 },
      ]),
    )
    const figuresOf = (id: string) => relays.find(({ relay }: { relay: string }) => relay === id)?.figures
    expect(ids.map((id) => figuresOf(id).connections)).toEqual([0, 1, 2])
    expect(ids.map((id) => figuresOf(id).rooms)).toEqual([0, 1, 1])
    expect(relays.map(({ self }: { self: boolean }) => self)).toEqual([true, false, false])
    expect(relays[0]).toMatchObject({
      relay: ids[index],
      name: expect.stringMatching(/:\d+$/),
      figures: { version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    })
  }
})

test('[HT10] any relay lists the connections of a room on all of them, each with its relay; a host is told no names', async () => {
  const { apis, join } = await fleet()
  await join(1, 'ada', 'host')
  const second = await join(2, 'second')
  const look = async (bearer = SECRET) => (await apis[0]?.get('/rooms/lesson/connections', { bearer }))?.json
  const seen = await until(async () => {
    const there = await look()
    const counts = there.relays.map(({ connections }: { connections: number | null }) => connections)
    return there.connections.length === 2 && !counts.includes(null) && there
  }, 'both connections are listed, and all relays have answered')
  const ids = await Promise.all(apis.map(async (api) => (await list(api)).relays[0].relay))
  expect(
    seen.connections.map(({ identity, relay }: { identity: { id: string }; relay: string }) => [
      identity.id,
      ids.indexOf(relay),
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['ada', 1],
      ['second', 2],
    ]),
  )
  expect(
    Object.fromEntries(
      seen.relays.map(({ relay, connections }: { relay: string; connections: number }) => [
        ids.indexOf(relay),
        connections,
      ]),
    ),
  ).toEqual({ 0: 0, 1: 1, 2: 1 })
  const bearer = await token({ sub: 'ada', role: 'host' })
  const host = await until(async () => {
    const there = await look(bearer)
    return there.connections.length === 2 && there
  }, 'a host sees both connections')
  expect(host.relays.map(({ name }: { name: string | null }) => name)).toEqual([null, null, null])
  second.leave()
  const left = await until(async () => {
    const there = await look()
    return there.left.length === 1 && there.left
  }, 'the end of a connection is listed')
  expect(left).toMatchObject([{ identity: { id: 'second' }, relay: ids[2] }])
})

test('[HT9][HT10] what was refused is told with the rooms of all relays, and by the connection that it came from', async () => {
  const { apis, join, relays } = await fleet()
  await join(1, 'ada', 'host')
  const viewer = await rawClient(relays[2]?.wsUrl ?? '', 'lesson', {
    token: await token({ sub: 'viewer', role: 'viewer' }),
  })
  for (let at = 0; at < 3; at++) viewer.send(writeMessage.update(textUpdate('Refused')))
  await until(async () => (await list(apis[0])).rooms[0]?.refused === 3, 'another relay tells of it')
  expect((await list(apis[0])).rooms).toMatchObject([{ room: 'lesson', lagging: 0, refused: 3 }])
  const { json } = (await apis[0]?.get('/rooms/lesson/connections')) ?? {}
  expect(json.refused).toBe(3)
  expect(
    json.connections.map(({ identity, refused }: { identity: { id: string }; refused: number }) => [
      identity.id,
      refused,
    ]),
  ).toEqual(
    expect.arrayContaining([
      ['ada', 0],
      ['viewer', 3],
    ]),
  )
})

test('[NB9] a relay that does not answer is named, and what others know of its people counts', async () => {
  const { apis, bus, join } = await fleet()
  const [ada, second] = [await join(1, 'ada'), await join(2, 'second')]
  await ada.waitFor('second')
  await second.waitFor('ada')
  // It is heard, and hears no question.
  const known = await until(async () => {
    const seen = await list(apis[0])
    return seen.relays.every(hasAnswered) && seen
  }, 'all answer')
  bus.mute('a', 'c')
  const { rooms, relays } = await until(async () => {
    const seen = await list(apis[0])
    return seen.relays.filter(hasAnswered).length === 2 && seen
  }, 'one relay is silent')
  expect(rooms).toMatchObject([{ room: 'lesson', connections: 2, people: 2 }])
  expect(rooms[0].relays).toHaveLength(1)
  expect(known.relays).toContainEqual({ ...relays[2], figures: expect.any(Object) })
  expect(relays[2]).toMatchObject({ self: false, name: expect.any(String), figures: null })
})

test('[NB9] rooms that do not fit into an answer are on the next page', async () => {
  const { apis, relays } = await fleet()
  // 387 bytes each, so that 700 take more than an answer has.
  const names = Array.from({ length: 700 }, (_, index) => `${'語'.repeat(120)}${1_000 + index}`)
  await Promise.all(names.map((name) => relays[1]?.relay.room(name)))
  const pages: string[][] = []
  let next: string | null = ''
  while (next !== null) {
    const after: string = encodeURIComponent(next)
    const page = await until(async () => {
      const { json } = (await apis[0]?.get(`/rooms?limit=1000&after=${after}`)) ?? {}
      return json.relays.every(hasAnswered) && json
    }, 'all relays answer')
    pages.push(page.rooms.map(({ room }: { room: string }) => room))
    next = page.next
  }
  expect(pages.length).toBeGreaterThan(1)
  expect(pages.flat()).toEqual(names)
})
