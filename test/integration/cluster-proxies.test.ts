import { createServer, type Socket } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { memoryStore, systemClock } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { CLUSTER_PROXIES } from '../support/cluster-proxies.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { LOOPBACKS } from '../support/loopbacks.ts'
import { MemoryBus } from '../support/memory-bus.ts'
import { randomFrom } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOMS = Array.from({ length: 24 }, (_, index) =>
  index % 2 === 0 ? `class-${index}` : `school/${index}b`,
)

/** A relay that stands still: its machine takes connections, and nobody answers. */
const startSilent = async (port: number) => {
  const sockets: Socket[] = []
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined)))
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  }
  onTestCleanup(close)
  return { close }
}

/** In so long each proxy has asked each relay twice. */
const CHECKS_MS = 3_000

/** Nobody where the proxy does not know yet that the relay of the room is gone. */
const names = async (url: string, room: string): Promise<readonly string[]> => {
  const { status, json } = await apiClient(url, SECRET).get(`/rooms/${encodeURIComponent(room)}/presence`)
  if (status === 502 || status === 503) return []
  return json.entries.map(({ state }: { state: { name: string } }) => state.name).sort()
}

for (const [name, startProxy] of Object.entries(CLUSTER_PROXIES)) {
  test(`${name} gives each room to one relay, for joins and for the API, and a relay that ends to the others`, async () => {
    const options = { secrets: [SECRET], trustProxy: 1 }
    // The last one by IPv6, where the machine has that.
    const relays = await Promise.all(
      ['127.0.0.1', '127.0.0.1', LOOPBACKS.at(-1)].map((host) => startRelay({ ...options, host })),
    )
    const proxy = await startProxy(relays.map(({ url }) => url))
    const join = async (person: string, id: string) => {
      const joined = clientRoom(proxy.wsUrl, id, { token: await token({ sub: person, name: person }) })
      joined.self.set({ x: 0.5 })
      return joined
    }
    const joined = await Promise.all(
      ROOMS.map(async (id) => ({ id, rooms: [await join('Ada', id), await join('teacher', id)] })),
    )
    const allMeet = () =>
      until(
        () => joined.every(({ rooms }) => rooms.every(({ room }) => room.people.get().length === 2)),
        'all have met',
      )
    await allMeet()
    // Each relay knows its own rooms alone: so what the API says comes from the one that people joined.
    for (const { id } of joined) expect(await names(proxy.url, id)).toEqual(['Ada', 'teacher'])
    const counts = await Promise.all(
      relays.map(({ url }) => metricOf(url, 'homeroom_rooms', { state: 'open' })),
    )
    expect(counts.every((count) => count > 0)).toBe(true)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ROOMS.length)

    await relays[0]?.close()
    for (const { id } of joined)
      await until(async () => (await names(proxy.url, id)).length === 2, `all are back in ${id}`)
    await allMeet()

    const port = Number(new URL(`${relays[0]?.url}`).port)
    const silent = await startSilent(port)
    await Promise.all(ROOMS.map(async (id) => (await join('late', id)).waitFor('Ada')))
    await silent.close()

    // It is back: no room waits for it, and none is refused.
    await startRelay({ ...options, port })
    for (const { rooms } of joined) for (const { room } of rooms) await room.leave()
    const again = await Promise.all(ROOMS.map((id) => join('Ada', id)))
    for (const { connected } of again) await connected()
  })
  // nginx asks no relay how it is.
  test.skipIf(name === 'nginx')(`${name} lets people into an open room while no relay is ready`, async () => {
    const { store, fail, heal } = faultyStore(memoryStore())
    const bus = new MemoryBus(systemClock, randomFrom(1))
    const options = { secrets: [SECRET], trustProxy: 1, store }
    const relays = await Promise.all(
      ['a', 'b'].map((node) => startRelay({ ...options, bus: bus.connect(node) })),
    )
    const join = async (wsUrl: string, person: string) => {
      const joined = clientRoom(wsUrl, 'lesson', { token: await token({ sub: person, name: person }) })
      joined.self.set({ x: 0.5 })
      await joined.connected()
      return joined
    }
    const writers = await Promise.all(relays.map(({ wsUrl }, index) => join(wsUrl, `pupil ${index}`)))
    fail('append')
    for (const { text } of writers) text.insert(0, 'a line that no store takes')
    for (const { url } of relays)
      await until(async () => (await fetch(`${url}/readyz`)).status === 503, 'the relay is not ready')

    const proxy = await startProxy(relays.map(({ url }) => url))
    // Whatever it comes to know by its checks, a relay answers.
    const endMs = performance.now() + CHECKS_MS
    while (performance.now() < endMs) {
      expect(await (await fetch(`${proxy.url}/readyz`)).json()).toMatchObject({ storeFailing: true })
      await setTimeout(100)
    }
    const ada = await join(proxy.wsUrl, 'Ada')
    await until(() => ada.room.people.get().length === 3, 'Ada sees both')
    for (const writer of writers) await writer.waitFor('Ada')
    heal()
  })
}
