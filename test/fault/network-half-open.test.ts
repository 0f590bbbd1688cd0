import { expect, test } from 'vitest'
import type { PersonEvent } from '../../client/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { type Direction, startFaultProxy } from '../support/fault-proxy.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { type RunningRelay, startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

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

test('[LI1][CL3][PR3][PR6][FI3] C80 C87 a half-open line: both sides know in time, and what was done meanwhile arrives', async () => {
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
  for (const { news } of [both, up]) expect(news).toEqual(['Ada lost', 'Ada back'])
}, 100_000)
