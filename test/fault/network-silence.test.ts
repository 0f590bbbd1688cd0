import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import type { PersonEvent } from '../../client/index.ts'
import { onTestCleanup, sideBySide } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { type Direction, startFaultProxy } from '../support/fault-proxy.ts'
import { openSocket } from '../support/http.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { processClient } from '../support/process-client.ts'
import { processRoom } from '../support/process-room.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

// Deadlines, watchdogs, balancers and lines know real time alone: what has to wait for them waits side by side.
import './slow-lines.ts'

/** Of a lost connection the client knows by then, and the relay by then and a sweep; beside them, a busy machine. */
const CLIENT_MS = 12_000
const RELAY_MS = 30_000
const SLACK_MS = 2_000
const LIMIT_MS = 45_000

const HANDS = ['first', 'Ada', 'third']

type Client = ReturnType<typeof clientRoom>

/** A class with three hands up, Ada's the second; her line can go dead. */
const classWithHands = async () => {
  const relay = await startRelay()
  const proxy = await startFaultProxy(relay.url)
  const [first, ada, third] = HANDS.map((name) =>
    clientRoom(name === 'Ada' ? proxy.wsUrl : relay.wsUrl, 'lesson', { presence: { name, x: 0.1, y: 0.1 } }),
  ) as [Client, Client, Client]
  const stock = stockClient(relay.wsUrl, 'lesson', { state: { name: 'stock' } })
  for (const one of [first, ada, third]) {
    await one.connected()
    one.self.set({ hand: true })
    // Of two hands that go up within a millisecond none is the first.
    await until(() => Date.now() > (one.self.get().handAt ?? Number.POSITIVE_INFINITY), 'the hand is stamped')
  }
  await until(() => hands(third).join() === HANDS.join())
  await stock.waitFor({ clientId: ada.doc.clientID }, ({ hand }) => hand === true)
  const news: PersonEvent[] = []
  third.people.listen((event) => news.push(event))
  const events = presenceEvents(stock.awareness)
  return {
    relay,
    proxy,
    first,
    ada,
    third,
    stock,
    /** What those who are there were told of her, in order. */
    news: () => news.map(({ type, person: { name } }) => `${name} ${type}`),
    removals: () => events.filter(({ kind }) => kind === 'removed').length,
  }
}

const hands = ({ room }: Client) => room.hands.get().map(({ name }) => name)

const stateOf = ({ room }: Client) => room.status.get().state

/** Milliseconds until `condition` holds. */
const timeUntil = async (condition: () => boolean, what: string): Promise<number> => {
  const startMs = performance.now()
  await until(condition, what, LIMIT_MS)
  return Math.round(performance.now() - startMs)
}

/** Both others see her where she is now. */
const seesHer = ({ third, stock, ada }: Awaited<ReturnType<typeof classWithHands>>) =>
  third.person('Ada')?.x === 0.9 && stock.sees({ clientId: ada.doc.clientID })?.x === 0.9

const isOneSocketEach = async ({ relay }: { relay: RunningRelay }) =>
  (await metricOf(relay.url, 'homeroom_connections')) === HANDS.length + 1

/** Her line dies in both directions, and heals as soon as she knows. */
const shortCut = async () => {
  const lesson = await classWithHands()
  const { proxy, ada, first, third, stock, news, removals } = lesson
  proxy.die()
  ada.self.set({ x: 0.9 })
  ada.text.insert(0, 'while cut off')
  first.text.insert(0, 'meanwhile, ')
  const knownMs = await timeUntil(() => stateOf(ada) !== 'connected', 'Ada knows')
  // By then they have not missed her.
  expect([hands(third), news(), removals()]).toEqual([HANDS, [], 0])
  proxy.heal()
  const backMs = await timeUntil(() => seesHer(lesson), 'Ada is back')
  await until(() => [ada, first, third].every(({ text }) => text.length === 24), 'nothing is lost')
  await until(() => stock.text.toString() === ada.text.toString())
  await until(() => [ada, first, third].every((one) => hands(one).join() === HANDS.join()), 'the same queue')
  await until(() => isOneSocketEach(lesson), 'the dead socket is gone')
  // The new socket took her entry over from the dead one: nobody saw her go.
  expect([news(), removals()]).toEqual([[], 0])
  return { knownMs, backMs }
}

/** Her line dies in some directions, and heals when everyone has lost her. */
const longCut = async (directions: readonly Direction[]) => {
  const lesson = await classWithHands()
  const { proxy, ada, first, third, stock, news, removals } = lesson
  proxy.die(directions)
  ada.text.insert(0, 'while cut off')
  const [knownMs, goneMs] = await Promise.all([
    timeUntil(() => stateOf(ada) !== 'connected', 'Ada knows'),
    timeUntil(() => news().length > 0 && removals() > 0, 'she is gone for the others'),
  ])
  ada.self.set({ x: 0.9 })
  proxy.heal()
  const backMs = await timeUntil(() => seesHer(lesson), 'Ada is back')
  await until(
    () => [first, third, stock].every(({ text }) => text.toString() === 'while cut off'),
    'edits arrive',
  )
  await until(() => hands(third).join() === HANDS.join(), 'the same queue')
  await until(() => isOneSocketEach(lesson), 'the dead socket is gone')
  return { knownMs, goneMs, backMs, news: news(), removals: removals() }
}

test.concurrent(
  '[LI1][CL3][PR3][PR6][FI3] C80 C87 a half-open line: both sides know in time, and what was done meanwhile arrives',
  sideBySide(async () => {
    const [short, both, up, down] = await Promise.all([
      shortCut(),
      longCut(['up', 'down']),
      longCut(['up']),
      longCut(['down']),
    ])
    console.log('half-open, in ms:', JSON.stringify({ short, both, up, down }))
    for (const { knownMs } of [short, both, up, down]) expect(knownMs).toBeLessThan(CLIENT_MS + SLACK_MS)
    for (const { goneMs, removals } of [both, up, down]) {
      expect(goneMs).toBeLessThan(RELAY_MS + SLACK_MS)
      expect(removals).toBe(1)
    }
    for (const { news } of [both, up, down]) expect(news).toEqual(['Ada lost', 'Ada back'])
  }),
  100_000,
)

const CLIENTS = { stock: processClient, own: processRoom } as const

/** A client of a kind in a process that stands still until it is lost, between two others that do not. */
const freeze = async (kind: keyof typeof CLIENTS) => {
  const { wsUrl, url } = await startRelay()
  const teacher = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher', hand: true } })
  await until(() => Date.now() > (teacher.self.get().handAt ?? Number.POSITIVE_INFINITY), 'the first hand')
  const frozen = await CLIENTS[kind](wsUrl, 'lesson', { name: 'Ada', hand: true })
  await teacher.waitFor('Ada', ({ handAt = 0 }) => Date.now() > handAt)
  const late = clientRoom(wsUrl, 'lesson', { presence: { name: 'late', hand: true } })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock' } })
  await Promise.all([teacher.waitFor('late'), stock.waitFor(frozen)])
  const order = () => teacher.hands.get().map(({ name }) => name)
  await until(() => order().join() === 'teacher,Ada,late', 'three hands')
  const news: PersonEvent[] = []
  teacher.people.listen((event) => news.push(event))
  const events = presenceEvents(stock.awareness)

  const startMs = performance.now()
  frozen.signal('SIGSTOP')
  await until(() => stock.sees(frozen) === undefined, 'it is gone', RELAY_MS + 15_000)
  const goneMs = Math.round(performance.now() - startMs)
  await until(async () => (await metricOf(url, 'homeroom_connections')) === 3, 'its socket is ended')
  const thawedMs = performance.now()
  frozen.signal('SIGCONT')
  await Promise.all([stock.waitFor(frozen), teacher.waitFor('Ada', ({ status }) => status === 'here')])
  const backMs = Math.round(performance.now() - thawedMs)
  await until(() => order().join() === 'teacher,Ada,late', 'the same queue')
  // Whatever it would say of the others has been said by then.
  late.self.set({ x: 1 })
  await teacher.waitFor('late', ({ x }) => x === 1)
  const kinds = (ids: (id: number) => boolean) =>
    events.filter(({ id }) => ids(id)).map((event) => event.kind)
  return {
    goneMs,
    backMs,
    told: news.map(({ type, person: { name } }) => `${name} ${type}`),
    ofIt: kinds((id) => id === frozen.clientId),
    ofOthers: kinds((id) => id !== frozen.clientId).filter((event) => event !== 'updated'),
    sockets: await metricOf(url, 'homeroom_connections'),
  }
}

test.concurrent(
  '[LI1][PR6][FI3][CL3] C12 C87 who is frozen is gone at the deadline, and back once with its hand in its place',
  sideBySide(async () => {
    const both = await Promise.all([freeze('stock'), freeze('own')])
    console.log('frozen, in ms:', JSON.stringify(both.map(({ goneMs, backMs }) => ({ goneMs, backMs }))))
    for (const { goneMs, told, ofIt, ofOthers, sockets } of both) {
      expect(goneMs).toBeLessThan(RELAY_MS + SLACK_MS)
      expect(told).toEqual(['Ada lost', 'Ada back'])
      // To an Awareness that remembers a clock, whoever comes back is updated, not added.
      expect(ofIt.filter((kind) => kind !== 'updated')).toEqual(['removed'])
      expect(ofOthers).toEqual([])
      expect(sockets).toBe(4)
    }
  }),
  100_000,
)

/** Half of what nginx and most balancers allow by default. */
const BALANCER_MS = 30_000

/** y-websocket ends a socket that brought nothing for 30 s, and looks every 3 s: it and the balancer would have struck. */
const IDLE_MS = 42_000

const idleTime = () => {
  const endMs = performance.now() + IDLE_MS
  return until(() => performance.now() >= endMs, 'what strikes the silent has had its time', 2 * IDLE_MS)
}

/** A server that says nothing by itself, behind the same balancer: it shows that the balancer cuts. */
const startSilentServer = async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  onTestCleanup(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.concurrent(
  '[PR7][LI1][CL3] C79 V11 a balancer that cuts after 30 s of silence in one direction cuts no idle client',
  sideBySide(async () => {
    const { url } = await startRelay()
    const balanced = (target: string) => startFaultProxy(target, { silentMs: BALANCER_MS })
    const silent = await balanced(await startSilentServer())
    const cut = once(await openSocket(silent.wsUrl), 'close')

    const versions = Object.keys(STOCK_VERSIONS) as StockVersion[]
    const rooms = await Promise.all(
      [...versions, 'own'].flatMap((version) =>
        // With presence of its own, and without: then it sends nothing by itself.
        [{ name: 'Ada' }, null].map(async (state) => ({ version, state, line: await balanced(url) })),
      ),
    )
    const clients = rooms.map(({ version, state, line }) => {
      const id = `${version}${state === null ? '-silent' : ''}`
      if (version === 'own') {
        const client = clientRoom(line.wsUrl, id, state === null ? {} : { presence: state })
        return { isConnected: () => client.status.get().state === 'connected' }
      }
      const { provider } = stockClient(line.wsUrl, id, { version: version as StockVersion, state })
      return { isConnected: () => provider.wsconnected && provider.synced }
    })
    await until(() => clients.every(({ isConnected }) => isConnected()), 'everyone is there')
    await idleTime()

    const most = (direction: 'up' | 'down') =>
      Math.round(Math.max(...rooms.map(({ line }) => line.longestSilenceMs[direction])))
    console.log(`idle ${IDLE_MS / 1000} s: longest silence ${most('down')} ms down, ${most('up')} ms up`)
    expect(rooms.map(({ line }) => line.cuts())).toEqual(rooms.map(() => 0))
    expect(rooms.map(({ line }) => line.accepted())).toEqual(rooms.map(() => 1))
    expect(clients.every(({ isConnected }) => isConnected())).toBe(true)
    await cut
    expect(silent.cuts()).toBe(1)
  }),
  150_000,
)

test.concurrent(
  '[PR7] V11 V18 C10 C81 lone clients stay connected, and nobody expires while the socket lives',
  sideBySide(async () => {
    const { wsUrl } = await startRelay()
    const lone = stockClient(wsUrl, 'lone', { state: { name: 'Ada' } })
    const lurker = stockClient(wsUrl, 'lurker', { state: null })
    const old = stockClient(wsUrl, 'old', { version: '2.1.0', state: null })
    const observer = stockClient(wsUrl, 'lesson', { state: {} })
    const idle = stockClient(wsUrl, 'lesson', { state: { name: 'idle' } })
    await observer.waitFor(idle)
    // As in a tab whose timers stand still: it renews nothing and looks at nothing.
    clearInterval((idle.awareness as unknown as { _checkInterval: NodeJS.Timeout })._checkInterval)

    const clients = [lone, lurker, old, observer, idle]
    for (const client of clients) await client.synced()
    const sockets = clients.map((client) => client.socket())
    const events = [lone, lurker, old, observer].map(({ awareness }) => presenceEvents(awareness))
    await idleTime()
    expect(clients.map((client, index) => client.socket() === sockets[index])).toEqual(
      clients.map(() => true),
    )
    expect(clients.map(({ provider }) => provider.wsconnected)).toEqual(clients.map(() => true))
    expect(events).toEqual([[], [], [], []])
    expect(observer.sees(idle)).toEqual({ name: 'idle' })
  }),
  150_000,
)
