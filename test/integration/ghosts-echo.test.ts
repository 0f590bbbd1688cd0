import { expect, test } from 'vitest'
import { CLOSES } from '../../shared/index.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { presenceEvents } from '../support/presence-events.ts'
import { awarenessFrame, flush, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

test('[PR1] V6 one move among 50 stock clients is 49 frames out, and no echo goes any further', async () => {
  // Renewals and keep-alives would be counted, too.
  const { clock } = handSweptClock()
  const { wsUrl, url } = await startRelay({ clock })
  const clients = Array.from({ length: 50 }, (_, n) => stockClient(wsUrl, 'lesson', { state: { n } }))
  for (const a of clients) await until(() => a.awareness.getStates().size === clients.length)
  const echoes = () => metricOf(url, 'homeroom_presence_echoes_total')
  const sent = () => metricOf(url, 'homeroom_messages_sent_total')
  // Everyone has sent back what it heard of everyone: 50 * 49 entries at least.
  await until(async () => (await echoes()) >= 50 * 49)
  const before = { echoes: await echoes(), sent: await sent() }
  const [mover, ...others] = clients
  mover?.awareness.setLocalStateField('x', 1)
  for (const other of others) await until(() => other.sees({ clientId: mover?.clientId ?? 0 })?.x === 1)
  await until(async () => (await echoes()) === before.echoes + 49)
  expect((await sent()) - before.sent).toBe(49)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
})

/** Two raw clients who have announced themselves as 1 and 2, and an observer who is 9. */
const threeRaw = async () => {
  const memory = memoryLog()
  const { wsUrl, url } = await startRelay({ log: memory.log })
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  const one = await rawClient(wsUrl, 'lesson')
  one.say({ id: 1, state: { name: 'one' } })
  const two = await rawClient(wsUrl, 'lesson')
  two.say({ id: 2, state: { name: 'two' } })
  await observer.waitFor(1)
  await observer.waitFor(2)
  return { observer, one, two, wsUrl, url, ...memory }
}

test('[PR4] an echo of somebody who has just left makes no ghost, whatever its clock', async () => {
  const { observer, one, two } = await threeRaw()
  await two.waitFor(1)
  const heard = two.heardOf(1).at(-1)
  one.ws.terminate()
  await observer.waitGone(1)
  // What a stock client sent before it heard of the end: the entry as it was told, and as another tab told it.
  for (const clock of [heard?.clock ?? 0, 1, 2]) two.say({ id: 1, clock, state: { name: 'one' } })
  await flush(two, 2, observer)
  expect(observer.sees(1)).toBeUndefined()
  expect(observer.heardOf(1).at(-1)?.state).toBeNull()
  expect(observer.heardOf(1).filter(({ state }) => state === null)).toHaveLength(1)
})

test('[PR4] whoever left comes back at once on a new socket, also late and with an old clock', async () => {
  const { observer, one, wsUrl } = await threeRaw()
  one.ws.terminate()
  await observer.waitGone(1)
  const back = await rawClient(wsUrl, 'lesson')
  // A frame of nobody ends the opening, as the answer to a sync step 1 does.
  back.send(awarenessFrame([]))
  back.say({ id: 1, clock: 3, state: { name: 'one is back' } })
  expect(await observer.waitFor(1)).toEqual({ name: 'one is back' })
})

test.each([
  ['V5 a removal with the right clock', { state: null }],
  ['V7 the highest clock there is', { clock: Number.MAX_SAFE_INTEGER, state: { name: 'x' } }],
  ['V7 the highest clock there is, and null', { clock: Number.MAX_SAFE_INTEGER, state: null }],
  ['V10 another name', { clock: 5, state: { name: 'x' } }],
  ['C45 broken JSON, which nobody reads', { clock: 5, json: '{"name":' }],
])("[PR1] %s for somebody else's entry changes nothing and harms nobody", async (_what, attack) => {
  const { observer, one, two, url } = await threeRaw()
  const { clock = 0 } = (await two.waitFor(1)) ? (two.heardOf(1).at(-1) ?? {}) : {}
  const events = presenceEvents(observer.awareness)
  two.say({ id: 1, clock, ...attack })
  await flush(two, 2, observer)
  expect(events.filter(({ id }) => id === 1)).toEqual([])
  expect(await metricOf(url, 'homeroom_presence_echoes_total')).toBe(1)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
  one.say({ id: 1, clock: 2, state: { name: 'one', x: 1 } })
  expect(await observer.waitFor(1, ({ x }) => x === 1)).toEqual({ name: 'one', x: 1 })
  expect(await two.waitFor(1, ({ x }) => x === 1)).toEqual({ name: 'one', x: 1 })
  expect([one.isClosed(), two.isClosed()]).toEqual([false, false])
  two.ws.terminate()
  await observer.waitGone(2)
  expect(observer.sees(1)).toEqual({ name: 'one', x: 1 })
})

test('[PR12][LI2] V8 a flood of removals makes no entries, and closes its socket after a budget', async () => {
  const { observer, one, two, url, lines } = await threeRaw()
  const events = presenceEvents(observer.awareness)
  for (let id = 1_000; id < 2_000; id++) two.say({ id, state: null })
  expect(await two.closed).toMatchObject({ code: CLOSES['bad-messages'].close })
  await observer.waitGone(2)
  await flush(one, 1, observer)
  expect(events.filter(({ id }) => id >= 1_000)).toEqual([])
  expect(await metricOf(url, 'homeroom_presence_entries')).toBe(2)
  const faults = lines.filter(({ fields }) => fields.code === 'too-many-entries')
  expect(faults.length).toBeGreaterThan(0)
  expect(faults[0]?.fields).toMatchObject({ room: 'lesson', connection: expect.any(String) })
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-entries' })).toBe(faults.length)
})

test('[PR12] V8 a hundred thousand removals in one frame are one fault', async () => {
  const { observer, two, url } = await threeRaw()
  two.say(...Array.from({ length: 100_000 }, (_, n) => ({ id: 1_000 + n, state: null })))
  await flush(two, 2, observer)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(1)
  expect(await metricOf(url, 'homeroom_presence_entries')).toBe(3)
})

test('[PR12] a client without presence that says so, again and again, is not at fault', async () => {
  const { wsUrl, url } = await startRelay()
  const observer = stockClient(wsUrl, 'lesson', { state: {} })
  const lurker = stockClient(wsUrl, 'lesson', { state: null })
  await lurker.waitFor(observer)
  for (let n = 0; n < 50; n++) lurker.awareness.setLocalState(null)
  lurker.awareness.setLocalState({ name: 'here after all' })
  expect(await observer.waitFor(lurker)).toEqual({ name: 'here after all' })
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
})

test('[PR12] a connection that owns one entry after another ends at 64, and keeps those it has', async () => {
  const { observer, two, url } = await threeRaw()
  for (let id = 100; id < 163; id++) two.say({ id, state: { id } })
  await observer.waitFor(162)
  two.say({ id: 163, state: {} })
  await flush(two, 2, observer)
  expect(observer.sees(163)).toBeUndefined()
  expect(observer.sees(100)).toEqual({ id: 100 })
  expect(await metricOf(url, 'homeroom_faults_total', { code: 'too-many-entries' })).toBe(1)
  expect(await metricOf(url, 'homeroom_presence_entries')).toBe(66)
})

test('[PR10][FO2] nobody hears itself, what changes nothing is not sent, and a removal always is', async () => {
  const { observer, one, two } = await threeRaw()
  const state = { name: 'one', x: 1 }
  for (let clock = 2; clock < 20; clock++) one.say({ id: 1, clock, state })
  await observer.waitFor(1, ({ x }) => x === 1)
  for (let clock = 20; clock < 40; clock++) one.say({ id: 1, clock, state: { ...state, emoji: 'no emoji' } })
  one.say({ id: 1, clock: 40, state: null })
  one.say({ id: 1, clock: 41, state })
  one.say({ id: 1, clock: 42, state: null })
  await flush(one, 1, observer)
  // What comes within a tick is told by its end; how much that is, is the network's to say.
  const heard = observer.heardOf(1).map(({ state }) => JSON.stringify(state))
  expect(heard.slice(0, 3)).toEqual([JSON.stringify({ name: 'one' }), JSON.stringify(state), 'null'])
  expect(heard.at(-1)).toContain('marker')
  expect(heard.filter((json, index) => json === heard[index - 1])).toEqual([])
  await flush(two, 2, one)
  expect(one.heardOf(1)).toEqual([])
})

test('[PR9] a query is answered with everyone else, and with nothing where there is nobody', async () => {
  const { wsUrl } = await startRelay()
  const lone = await rawClient(wsUrl, 'lesson')
  lone.say({ id: 1, state: {} })
  lone.send(Uint8Array.of(3))
  const other = await rawClient(wsUrl, 'lesson')
  other.say({ id: 2, state: { name: 'other' } })
  await other.waitFor(1)
  other.send(Uint8Array.of(3))
  await until(() => other.heardOf(1).length === 2)
  await lone.waitFor(2)
  expect(lone.heard.map(({ id }) => id)).toEqual([2])
  expect(other.heardOf(2)).toEqual([])
})
