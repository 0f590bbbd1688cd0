import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeMessage, writeOwnChange } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { flush, type RawClient, rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const CHANGES = 1_000

/** How a client says where it is: the n-th place of many. */
const WAYS: readonly (readonly [
  what: string,
  isCompact: boolean,
  say: (client: RawClient, n: number) => void,
])[] = [
  ['awareness', false, (client, n) => client.say({ id: 1, clock: 2 + n, state: { n } })],
  ['changes', true, (client, n) => client.send(writeOwnChange({ set: { n }, cleared: [] }))],
  [
    'changes and whole states in turn',
    true,
    (client, n) =>
      n % 3 === 0
        ? client.say({ id: 1, clock: 2 + n, state: { n } })
        : client.send(writeOwnChange({ set: { n, [`seen ${n % 3}`]: n }, cleared: [] })),
  ],
]

test.each(WAYS)(
  '[FO7] 1000 changes of presence at once, by %s: none is refused, few are applied, and the last one counts',
  async (_what, isCompact, say) => {
    const { wsUrl, url } = await startRelay()
    const watchers = [await rawClient(wsUrl, 'lesson'), await rawClient(wsUrl, 'lesson', { isCompact: true })]
    for (const [n, watcher] of watchers.entries()) watcher.say({ id: 8 + n, state: {} })
    const sender = await rawClient(wsUrl, 'lesson', { isCompact })
    sender.say({ id: 1, state: { n: -1 } })
    for (const watcher of watchers) await watcher.waitFor(1)
    for (let n = 0; n < CHANGES; n++) say(sender, n)
    const last = CHANGES - 1
    for (const watcher of watchers) {
      const state = await watcher.waitFor(1, ({ n }) => n === last)
      // The last whole state was the last but none; what changed before it is gone with it.
      expect(Object.keys(state).filter((key) => key !== 'n' && last % 3 === 0)).toEqual([])
    }
    const held = await metricOf(url, 'homeroom_presence_held_total')
    expect(held).toBeGreaterThan(CHANGES / 2)
    expect(held).toBeLessThanOrEqual(CHANGES - 120)
    expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
    expect([sender, ...watchers].map((client) => client.isClosed())).toEqual([false, false, false])
  },
)

test('[FO7] whoever is quick for a while is not held', async () => {
  const { wsUrl, url } = await startRelay()
  const sender = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const watcher = await rawClient(wsUrl, 'lesson')
  watcher.say({ id: 8, state: {} })
  sender.say({ id: 1, state: {} })
  for (let n = 0; n < 100; n++) sender.send(writeOwnChange({ set: { n }, cleared: [] }))
  await watcher.waitFor(1, ({ n }) => n === 99)
  expect(await metricOf(url, 'homeroom_presence_held_total')).toBe(0)
})

test('[FO8] 12 000 small updates are read more slowly, and all of them', async () => {
  const UPDATES = 12_000
  const time = fakeClock()
  const { wsUrl, url } = await startRelay({ clock: time.clock })
  const sender = await rawClient(wsUrl, 'lesson')
  const reader = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const list = sender.doc.getArray<number>('list')
  sender.doc.on('update', (update: Uint8Array) => sender.send(writeMessage.update(update)))
  for (let n = 0; n < UPDATES; n++) list.push([n])
  const heard = reader.doc.getArray<number>('list')
  await until(() => heard.length >= 4_000, 'what may be sent at once has come')
  expect(heard.length).toBeLessThan(UPDATES)
  const startMs = time.clock.monotonicMs()
  await until(() => {
    time.advance(250)
    return heard.length === UPDATES
  }, 'all of it has come')
  // A thousand in a second, beside those that were read before the relay stopped.
  expect(time.clock.monotonicMs() - startMs).toBeGreaterThan(2_000)
  expect(await metricOf(url, 'homeroom_slowed_reads_total')).toBeGreaterThan(0)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
  expect([sender.isClosed(), reader.isClosed()]).toEqual([false, false])
  expect(Y.encodeStateVector(reader.doc)).toEqual(Y.encodeStateVector(sender.doc))
})

test('[PR1][PR8] a stock client sends back 300 entries that it heard: they are counted, and not looked at', async () => {
  const OWNERS = 5
  const EACH = 60
  const { wsUrl, url } = await startRelay()
  const ids = (owner: number) => Array.from({ length: EACH }, (_, n) => 100 * (owner + 1) + n)
  const observer = await rawClient(wsUrl, 'lesson')
  observer.say({ id: 9, state: {} })
  for (let owner = 0; owner < OWNERS; owner++) {
    const client = await rawClient(wsUrl, 'lesson')
    client.say(...ids(owner).map((id) => ({ id, state: { owner } })))
  }
  const sender = await rawClient(wsUrl, 'lesson')
  sender.say({ id: 1, state: {} })
  const all = Array.from({ length: OWNERS }, (_, owner) => ids(owner)).flat()
  for (const id of all) await sender.waitFor(id)
  const before = await metricOf(url, 'homeroom_presence_echoes_total')
  // Were it read, one broken state would refuse all of the frame.
  sender.say(...all.map((id) => ({ id, clock: 2 ** 50, json: '{broken' })), {
    id: 1,
    clock: 2,
    state: { own: true },
  })
  await observer.waitFor(1, ({ own }) => own === true)
  expect((await metricOf(url, 'homeroom_presence_echoes_total')) - before).toBe(OWNERS * EACH)
  await flush(sender, 1, observer)
  expect(await metricOf(url, 'homeroom_faults_total')).toBe(0)
  for (const id of all) expect(observer.sees(id)).toEqual({ owner: Math.floor(id / 100) - 1 })
})
