import { expect, test } from 'vitest'
import { flush, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tabClient } from '../support/tab-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** A stock client alone mends what it does not see with its next renewal, after 15 s: the relay must be faster. */
const BEFORE_RENEWAL_MS = 5_000

/** An observer and two tabs of one browser, who see each other. */
const twoTabs = async () => {
  const { wsUrl, url } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: { name: 'teacher' } })
  const one = tabClient(wsUrl, 'lesson', { state: { name: 'one' } })
  await one.synced()
  const two = tabClient(wsUrl, 'lesson', { state: { name: 'two' } })
  await two.synced()
  const all = [observer, one, two]
  for (const a of all) for (const b of all) if (a !== b) await until(() => a.sees(b))
  return { observer, one, two, url }
}

test('[PR1] what tabs of one browser pass on to each other does not go around for ever', async () => {
  const { observer, one, two, url } = await twoTabs()
  for (let x = 1; x <= 50; x++) {
    two.awareness.setLocalStateField('x', x)
    if (x % 10 === 0) await observer.waitFor(two, (state) => state.x === x)
  }
  const before = await metricOf(url, 'homeroom_messages_received_total')
  for (let round = 1; round <= 20; round++) {
    observer.awareness.setLocalStateField('round', round)
    for (const tab of [one, two]) await until(() => tab.sees(observer)?.round === round)
  }
  const received = (await metricOf(url, 'homeroom_messages_received_total')) - before
  // Each round is one frame and the echoes of two tabs, which hear it from the relay and from each other.
  expect(received).toBeLessThanOrEqual(20 * 5)
})

test('[PR5] a tab keeps what it said last, and so does everyone, while another tab passes it on', async () => {
  const { observer, one, two } = await twoTabs()
  two.awareness.setLocalStateField('hand', true)
  await observer.waitFor(two, ({ hand }) => hand === true)
  for (let x = 1; x <= 100; x++) {
    two.awareness.setLocalStateField('x', x)
    if (x % 7 === 0) await observer.waitFor(two, (state) => Number(state.x) >= x - 3)
  }
  await observer.waitFor(two, ({ x }) => x === 100)
  await until(() => one.sees(two)?.x === 100)
  const marker = stockClient(two.provider.serverUrl, 'lesson', { state: { name: 'marker' } })
  for (const client of [observer, one, two]) await until(() => client.sees(marker))
  for (const client of [observer, one]) {
    expect(client.sees(two)).toMatchObject({ name: 'two', hand: true, x: 100 })
  }
  expect(two.awareness.getLocalState()).toMatchObject({ name: 'two', hand: true, x: 100 })
})

test('[PR1] V5 a tab whose socket drops makes the other tab forget everyone, and the relay tells it again', async () => {
  const { observer, one, two } = await twoTabs()
  let lost = 0
  two.awareness.on('change', ({ removed }: { removed: number[] }) => {
    if (removed.includes(observer.clientId)) lost += 1
  })
  one.socket()?.terminate()
  await until(() => lost > 0)
  await until(() => two.sees(observer), 'the other tab sees everyone again', BEFORE_RENEWAL_MS)
  expect(observer.sees(two)).toMatchObject({ name: 'two' })
  await until(() => observer.sees(one), 'the tab is back', BEFORE_RENEWAL_MS)
})

test('[PR6] C7 a tab that is closed hard is gone for everyone, its other tab stays', async () => {
  const { observer, one, two } = await twoTabs()
  one.provider.shouldConnect = false
  one.socket()?.terminate()
  await until(() => !observer.sees(one), 'the closed tab is gone', BEFORE_RENEWAL_MS)
  expect(observer.sees(two)).toMatchObject({ name: 'two' })
})

test('[PR2] what a tab carried along goes to the socket whose own it is, and stays when the tab goes', async () => {
  const { wsUrl } = await startRelay()
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  const first = await rawClient(wsUrl, 'lesson')
  first.say({ id: 1, state: { name: 'first tab' } })
  first.say({ id: 2, state: { name: 'second tab' } })
  await observer.waitFor(2)
  const second = await rawClient(wsUrl, 'lesson')
  second.say({ id: 2, clock: 1, state: { name: 'second tab' } })
  second.say({ id: 2, clock: 2, state: { name: 'second tab', x: 1 } })
  await observer.waitFor(2, ({ x }) => x === 1)
  first.say({ id: 2, clock: 3, state: { name: 'what the first tab heard of it' } })
  await flush(first, 1, observer)
  first.ws.terminate()
  await observer.waitGone(1)
  await flush(second, 2, observer)
  expect(observer.heardOf(2).filter(({ state }) => state === null)).toEqual([])
  expect(observer.heardOf(2).map(({ state }) => state?.name)).not.toContain('what the first tab heard of it')
})

test('[PR2][FI5] C9 what a tab of another person carried along has its own identity once it has its socket', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  const loggedOut = await rawClient(wsUrl, 'lesson')
  loggedOut.say({ id: 1, state: { name: 'anyone' } })
  loggedOut.say({ id: 2, state: { name: 'Ada', id: 'ada' } })
  expect(await observer.waitFor(2)).toMatchObject({ id: 'anon:ada' })
  const loggedIn = await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'ada', name: 'Ada' }) })
  loggedIn.say({ id: 2, clock: 1, state: { name: 'Ada' } })
  expect(await observer.waitFor(2, ({ id }) => id === 'ada')).toMatchObject({ name: 'Ada', role: 'member' })
  loggedOut.ws.terminate()
  await observer.waitGone(1)
  expect(observer.sees(2)).toMatchObject({ id: 'ada' })
})
