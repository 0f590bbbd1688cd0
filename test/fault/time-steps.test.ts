import { expect, test } from 'vitest'
import type { PersonEvent } from '../../client/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { steppedClock } from '../support/stepped-clock.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const MINUTE_MS = 60_000

/** Ten minutes there, and twenty back. */
const STEPS_MIN = [10, -20] as const

const VERSIONS = Object.keys(STOCK_VERSIONS) as StockVersion[]

const raiseHand = async (client: ReturnType<typeof clientRoom>) => {
  await client.connected()
  client.self.set({ hand: true })
  await until(() => client.self.get().handAt !== undefined, 'the hand is stamped')
}

test("[PR5][PR7][PR10] the relay's wall steps by ten minutes: no entry freezes, nobody goes, who comes sees everyone", async () => {
  const { clock, step } = steppedClock()
  const { wsUrl, url } = await startRelay({ clock })
  const own = clientRoom(wsUrl, 'lesson', { presence: { name: 'own', x: 0 } })
  const stock = VERSIONS.map((version) => stockClient(wsUrl, 'lesson', { version, state: { x: 0 } }))
  const movers = [
    { clientId: own.doc.clientID, move: (x: number) => own.self.set({ x }) },
    ...stock.map(({ clientId, awareness }) => ({
      clientId,
      move: (x: number) => awareness.setLocalStateField('x', x),
    })),
  ]
  /** Whoever looks sees everyone else at a place. */
  const isSeenAt = (x: number) => {
    const lists = [own.awareness, ...stock.map(({ awareness }) => awareness)]
    return lists.every((list) => movers.every(({ clientId }) => list.getStates().get(clientId)?.x === x))
  }
  await until(() => isSeenAt(0), 'everyone is there')
  const news: PersonEvent[] = []
  own.people.listen((event) => news.push(event))
  const events = stock.map(({ awareness }) => presenceEvents(awareness))

  let tenths = 0
  const moveAll = async (when: string) => {
    tenths += 1
    for (const { move } of movers) move(tenths / 10)
    await until(() => isSeenAt(tenths / 10), `everyone moves ${when}`)
  }
  for (const minutes of STEPS_MIN) {
    step(minutes * MINUTE_MS)
    for (let change = 0; change < 3; change++) await moveAll(`after a step of ${minutes} minutes`)
    const joiner = stockClient(wsUrl, 'lesson', { state: null })
    for (const mover of movers) await joiner.waitFor(mover, (state) => state.x === tenths / 10)
    joiner.provider.destroy()
  }
  expect(news).toEqual([])
  expect(events.flat().filter(({ kind }) => kind !== 'updated')).toEqual([])

  // Whoever comes back after a step remembers the clocks from before it, and so do the others of it.
  for (const client of stock) {
    client.socket()?.terminate()
    await until(() => !client.provider.synced, 'it is cut off')
    await client.synced()
  }
  await moveAll('once all are back')
  expect(await metricOf(url, 'homeroom_presence_entries')).toBe(movers.length)
})

test("[PR7][LI1] the relay's wall steps while everyone is idle: renewals go on, and nobody is ended", async () => {
  const time = fakeClock()
  const { clock, step } = steppedClock(time.clock)
  const { wsUrl, url } = await startRelay({ clock })
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  const idle = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await observer.waitFor(idle.clientId)
  for (const minutes of STEPS_MIN) {
    step(minutes * MINUTE_MS)
    const before = observer.heardOf(idle.clientId).length
    for (let second = 0; second < 60; second += 5) {
      time.advance(5_000)
      // Twice around the event loop of the relay: the answers to its pings have come in.
      for (let n = 0; n < 2; n++) await metricOf(url, 'homeroom_connections')
    }
    await until(() => observer.heardOf(idle.clientId).length - before >= 2, 'it was renewed twice')
  }
  const heard = observer.heardOf(idle.clientId)
  expect(heard.every(({ state }) => state !== null)).toBe(true)
  const clocks = heard.map((entry) => entry.clock)
  expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b))
  expect(await metricOf(url, 'homeroom_connections')).toBe(2)
})

test("[FI3][CP3] a hand keeps its time through steps of the relay's wall, also for who is cut off after one", async () => {
  const { clock, step } = steppedClock()
  const { wsUrl } = await startRelay({ clock })
  const names = ['first', 'second', 'third']
  const rooms = names.map((name) => clientRoom(wsUrl, 'lesson', { presence: { name } }))
  for (const [n, room] of rooms.entries()) {
    await raiseHand(room)
    step(n === 0 ? 10 * MINUTE_MS : -20 * MINUTE_MS)
  }
  const order = () =>
    rooms.map(({ room }) =>
      room.hands
        .get()
        .map(({ name }) => name)
        .join(),
    )
  await until(() => order().every((names) => names === 'first,second,third'))
  step(-60 * MINUTE_MS)
  const [first] = rooms
  const handAt = first?.self.get().handAt
  first?.socket()?.terminate()
  await until(() => first?.sockets.length === 2, 'it comes back')
  await first?.connected()
  first?.self.set({ x: 0.5 })
  for (const room of rooms)
    await room.waitFor('first', (person) => person.x === 0.5 && person.handAt === handAt)
  expect(order()).toEqual(names.map(() => 'first,second,third'))
})

test("[GA10] a token ends by the relay's wall: a step to its end closes at once, one away from it keeps the connection", async () => {
  const time = fakeClock(Date.now())
  const { clock, step } = steppedClock(time.clock)
  const { wsUrl, url } = await startRelay({ secrets: [SECRET], clock })
  const jwt = await token({ ttlSeconds: 120 })
  const client = await rawClient(wsUrl, 'lesson', { token: jwt })
  client.say({ id: 1, state: {} })
  await until(async () => (await metricOf(url, 'homeroom_presence_entries')) === 1, 'it is there')
  step(-10 * MINUTE_MS)
  for (let second = 0; second < 180; second += 5) {
    time.advance(5_000)
    for (let n = 0; n < 2; n++) await metricOf(url, 'homeroom_connections')
  }
  expect(client.isClosed()).toBe(false)
  step(10 * MINUTE_MS)
  time.advance(1_000)
  expect((await client.closed).code).toBe(4501)
})

test.each([10, -10])(
  "[SE4][GA10][CL4] a client's own wall is %i minutes off: time, hands and tokens are the relay's",
  async (minutes) => {
    const { clock, step } = steppedClock()
    const { wsUrl, url } = await startRelay({ secrets: [SECRET], clock })
    const wrong = { ...nodeEnvironment(), wallMs: () => Date.now() + minutes * MINUTE_MS }
    let calls = 0
    const source = () => {
      calls += 1
      return token({ sub: 'ada', name: 'Ada', ttlSeconds: 3_600 * calls })
    }
    const teacher = clientRoom(wsUrl, 'lesson', {
      token: await token({ sub: 't', name: 'teacher', ttlSeconds: 9_000 }),
    })
    await raiseHand(teacher)
    const ada = clientRoom(wsUrl, 'lesson', { token: source, presence: {}, environment: wrong })
    await raiseHand(ada)
    const order = () =>
      [teacher, ada].map(({ room }) =>
        room.hands
          .get()
          .map(({ name }) => name)
          .join(),
      )
    await until(() => order().every((names) => names === 'teacher,Ada'))
    expect(Math.abs(ada.room.serverMs() - clock.wallMs())).toBeLessThan(1_000)
    expect(calls).toBe(1)

    // Her token ends, and she gets another one, whatever her own clock says of it.
    step(61 * MINUTE_MS)
    await until(() => ada.sockets.length === 2, 'she comes back')
    await ada.connected()
    expect(calls).toBe(2)
    await until(() => Math.abs(ada.room.serverMs() - clock.wallMs()) < 1_000, "it is the relay's time")
    await until(async () => (await metricOf(url, 'homeroom_connections')) === 2)
    await until(() => order().every((names) => names === 'teacher,Ada'))
  },
)
