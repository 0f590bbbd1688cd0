import { expect, test } from 'vitest'
import { fakeClock } from '../support/fake-clock.ts'
import { lesson, meet, type Pupil, ROOM } from '../support/lesson.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalFrames, signalRequest, signalsOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { STOCK_VERSIONS, type StockVersion, stockClient } from '../support/stock-client.ts'
import { token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const sayings = (pupil: Pupil) => pupil.heard().map(({ kind, data }) => [kind, data])

test('[SG1] a signal comes to everyone else, with who sent it and when, in the order of its sender', async () => {
  const { join } = await lesson()
  const [ada, pupil] = [await join({ role: 'attendee', sub: 'ada' }), await join()]
  await meet(ada, pupil)
  const before = Date.now()
  for (let data = 0; data < 20; data++) ada.signal('count', data)
  await until(() => pupil.heard().length === 20)
  expect(sayings(pupil)).toEqual(Array.from({ length: 20 }, (_, data) => ['count', data]))
  const [first] = pupil.heard()
  expect(first).toMatchObject({ clientId: ada.id, identity: { id: 'ada', role: 'attendee' } })
  expect(first?.atMs).toBeGreaterThanOrEqual(before)
  pupil.signal('last')
  await ada.hears('last')
  expect(sayings(ada)).toEqual([['last', null]])
})

test('[SG1] for those who are named and there, and for nobody where none of them is', async () => {
  const { join } = await lesson()
  const [ada, pupil, other] = [await join(), await join(), await join()]
  await meet(ada, pupil, other)
  ada.signal('for-one', 1, [pupil.id, ada.id])
  ada.signal('for-nobody', 2, [9_999])
  ada.signal('for-two', 3, [pupil.id, other.id, 9_999])
  ada.signal('last')
  for (const one of [pupil, other]) await one.hears('last')
  expect(sayings(pupil).map(([kind]) => kind)).toEqual(['for-one', 'for-two', 'last'])
  expect(sayings(other).map(([kind]) => kind)).toEqual(['for-two', 'last'])
  expect(ada.heard()).toEqual([])
})

test('[SG1] a stock client hears nothing of it, in any version, and stays', async () => {
  const { join, wsUrl } = await lesson()
  const stocks = []
  for (const version of Object.keys(STOCK_VERSIONS) as StockVersion[]) {
    const params = { token: await token({ sub: version }) }
    stocks.push(stockClient(wsUrl, ROOM, { version, params, state: { x: 0 } }))
  }
  for (const stock of stocks) await stock.synced()
  const types = new Set<number | undefined>()
  for (const stock of stocks)
    stock.socket()?.on('message', (data: ArrayBuffer) => types.add(new Uint8Array(data)[0]))
  const [ada, pupil] = [await join(), await join()]
  await meet(ada, pupil)
  for (const stock of stocks) ada.signal('x', null, [stock.clientId])
  ada.signal('reaction', '👍')
  await pupil.hears('reaction')
  ada.announce({ x: 1 })
  for (const stock of stocks) await stock.waitFor({ clientId: ada.id }, ({ x }) => x === 1)
  expect([...types].toSorted()).toEqual([1])
})

test('[SG1] nobody signals as an entry that somebody else has', async () => {
  const { wsUrl } = await startRelay()
  const [ada, other] = [
    await rawClient(wsUrl, ROOM, { isCompact: true }),
    await rawClient(wsUrl, ROOM, { isCompact: true }),
  ]
  ada.say({ id: 1, state: { name: 'Ada' } })
  other.say({ id: 2, state: {} })
  await other.waitFor(1)
  const forger = await rawClient(wsUrl, ROOM, { isCompact: true })
  // It claims her entry; she is alive, and keeps it.
  forger.say({ id: 1, state: { name: 'Eve' } })
  forger.send(signalRequest('reaction', '👎'))
  await until(() => signalsOf(other).length === 1)
  expect(signalsOf(other)[0]?.clientId).toBe(0)
  ada.send(signalRequest('reaction', '👍'))
  await until(() => signalsOf(other).length === 2)
  expect(signalsOf(other)[1]?.clientId).toBe(1)
})

test('[SG2] 30 at once and 10 a second: more are refused, and nobody is closed for it', async () => {
  const time = fakeClock(Date.now())
  const { join, url } = await lesson({ clock: time.clock })
  const [ada, pupil] = [await join(), await join()]
  await meet(ada, pupil)
  const received = (count: number) => until(() => pupil.heard().length === count, `${count} signals came`)
  const refused = (count: number) =>
    until(async () => (await metricOf(url, 'homeroom_faults_total', { code: 'too-many-signals' })) === count)
  for (let data = 0; data < 500; data++) ada.signal('x', data)
  await received(30)
  await refused(470)
  expect(ada.notices()).toContain('too-many-signals')
  expect(ada.notices().length).toBeLessThan(10)
  time.advance(1_000)
  for (let data = 0; data < 20; data++) ada.signal('y', data)
  await received(40)
  await refused(480)
  // It may do everything else.
  ada.announce({ x: 1 })
  await pupil.waitFor(ada.id, ({ x }) => x === 1)
  expect(ada.isClosed()).toBe(false)
})

test('[SG3] C36 three hundred in a room react within a second: at most 20 frames for each, and all of it comes', async () => {
  const { wsUrl } = await startRelay({ limits: { joins: 1_000 }, crowd: null })
  const people = await Promise.all(
    Array.from({ length: 300 }, async (_, index) => {
      const client = await rawClient(wsUrl, ROOM, { isCompact: true })
      client.say({ id: index + 1, state: { x: 0 } })
      return client
    }),
  )
  for (const one of people) await until(() => one.people.states.size === 299)
  for (const one of people) one.send(signalRequest('reaction', '👍'))
  for (const one of people) await until(() => signalsOf(one).length === 299, 'everything has come')
  const frames = people.map((one) => signalFrames(one).length)
  console.log(`300 reactions at once: at most ${Math.max(...frames)} frames for one of 300 people`)
  expect(Math.max(...frames)).toBeLessThanOrEqual(20)
})

test('[SG4] everything of a viewer is refused, and what hosts order of everybody else', async () => {
  const { join } = await lesson()
  const [viewer, member, other] = [
    await join({ role: 'viewer' }),
    await join(),
    await join({ role: 'attendee' }),
  ]
  await meet(member, other)
  viewer.signal('hello')
  viewer.signal('reaction', '👍')
  await viewer.isTold('role-forbidden')
  for (const kind of ['lower-all', 'lower-hand', 'follow', 'mute-reactions', 'lock', 'remove', 'role'])
    member.signal(kind, kind === 'role' ? 'host' : true, [other.id])
  await until(() => member.notices().length >= 5)
  expect(new Set(member.notices())).toEqual(new Set(['role-forbidden']))
  member.signal('hello')
  // A viewer hears what the others say.
  await viewer.hears('hello')
  expect(sayings(viewer)).toEqual([['hello', null]])
  expect(other.isClosed()).toBe(false)
  expect(sayings(other)).toEqual([['hello', null]])
})

test('[SG4] an order that says nothing sensible is refused, and nothing happens', async () => {
  const { join } = await lesson()
  const [host, pupil] = [await join({ role: 'host' }), await join({ state: { hand: true } })]
  await meet(host, pupil)
  const orders: readonly (readonly [string, unknown, readonly number[]])[] = [
    ['lower-hand', null, []],
    ['follow', 'yes', []],
    ['remove', null, []],
    ['role', 'boss', [pupil.id]],
    ['role', 'host', []],
  ]
  for (const [kind, data, to] of orders) host.signal(kind, data, to)
  await until(() => host.notices().length === orders.length)
  expect(new Set(host.notices())).toEqual(new Set(['bad-signal']))
  host.signal('last')
  await pupil.hears('last')
  expect(sayings(pupil)).toEqual([['last', null]])
})

test('[SG6] a reaction is one emoji; while they are muted only those of hosts pass', async () => {
  const { join } = await lesson()
  const [host, ada, pupil] = [await join({ role: 'host' }), await join(), await join()]
  await meet(host, ada, pupil)
  for (const data of ['👍👍', 'x'.repeat(70), '', 7, null, { emoji: '👍' }]) ada.signal('reaction', data)
  ada.signal('reaction', '👩🏽‍🏫')
  await pupil.hears('reaction')
  expect(sayings(pupil)).toEqual([['reaction', '👩🏽‍🏫']])
  host.signal('mute-reactions', true)
  await pupil.hears('mute-reactions')
  ada.signal('reaction', '👍')
  await ada.isTold('reactions-muted')
  host.signal('reaction', '🎉')
  ada.signal('other')
  host.signal('mute-reactions', false)
  await until(() => pupil.heard().filter(({ kind }) => kind === 'mute-reactions').length === 2)
  ada.signal('reaction', '🎈')
  await until(() => pupil.heard().at(-1)?.data === '🎈')
  const reactions = sayings(pupil).filter(([kind]) => kind === 'reaction')
  expect(reactions.map(([, data]) => data)).toEqual(['👩🏽‍🏫', '🎉', '🎈'])
})
