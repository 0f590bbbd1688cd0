// Three relays over a Postgres and a Redis, and what their people see while Redis fails.
import { expect, test } from 'vitest'
import { redisBus } from '../../server/index.ts'
import {
  areSaved,
  areTogether,
  type InLesson,
  missingWords,
  startEngines,
  startLesson,
  watch,
  write,
} from '../support/engine-nodes.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { until } from '../support/until.ts'

const engines = await startEngines()
const { redis } = engines

const LIMIT_MS = 40_000

const all = (people: readonly InLesson[]) => areTogether(people, LIMIT_MS)

const texts = (people: readonly InLesson[]) => new Set(people.map(({ text }) => text.toString())).size

/** `bus` as the relay's readiness has it, and its status. */
const ready = async (url: string) => {
  const answer = await fetch(`${url}/readyz`)
  const { bus } = (await answer.json()) as { bus: string }
  return [bus, answer.status]
}

test('[NB7][NB8] Redis is dead for over 15 s: others turn reconnecting and go, documents go on, and all are back', async () => {
  const { people, relays, join } = await startLesson(engines, 'dead')
  const [ada, , third] = people
  const beside = await join(2, 'beside')
  await ada.waitFor('beside')
  const [far, near] = [watch(ada, 'second'), watch(third, 'beside')]
  await redis.stop()
  const beganMs = performance.now()
  write(people, 'alone')
  await until(() => texts(people) === 1 && areSaved(people), 'documents come through Postgres', LIMIT_MS)
  const writtenMs = performance.now() - beganMs
  await until(() => far.seen().includes('gone'), 'the second is gone for Ada', LIMIT_MS)
  for (const { url } of relays) expect(await ready(url)).toEqual(['down', 200])
  expect(far.seen()).toEqual(['here', 'reconnecting', 'gone'])
  // Somebody on the same relay notices nothing.
  expect(near.seen()).toEqual(['here'])
  console.info(`written ${writtenMs}, lost ${far.atMs('reconnecting')}, gone ${far.atMs('gone')}`)
  await redis.start()
  write(people, 'after')
  await all([...people, beside])
  expect(missingWords(people, 'alone', 'after')).toEqual([])
  expect(far.seen()).toEqual(['here', 'reconnecting', 'gone', 'here'])
})

test('[NB7] Redis stands still for 2 s: nobody goes, and what was said meanwhile is there', async () => {
  const { people } = await startLesson(engines, 'slow')
  const [ada, second] = people
  const far = watch(ada, 'second')
  redis.freeze()
  const beganMs = performance.now()
  write(people, 'meanwhile')
  second.room.self.set({ x: 0.25, y: 0.75 })
  second.room.self.set({ hand: true })
  await until(() => performance.now() - beganMs > 2_000)
  redis.thaw()
  await all(people)
  expect(ada.person('second')).toMatchObject({ x: 0.25, y: 0.75, hand: true })
  expect(missingWords(people, 'meanwhile')).toEqual([])
  expect(far.seen()).toEqual(['here'])
})

test('[NB5] Redis is emptied and is another one at once: nobody notices', async () => {
  const { people } = await startLesson(engines, 'emptied')
  const [ada, second] = people
  const far = watch(ada, 'second')
  await redis.order('FLUSHALL')
  write(people, 'emptied')
  await all(people)
  await redis.stop()
  second.room.self.set({ x: 0.5, y: 0.25 })
  write(people, 'another')
  await redis.start()
  await all(people)
  expect(ada.person('second')).toMatchObject({ x: 0.5, y: 0.25 })
  expect(missingWords(people, 'emptied', 'another')).toEqual([])
  expect(far.seen()).toEqual(['here'])
})

test('[NB5] Redis cuts the relays since they take too much: all is there all the same', async () => {
  const { people, relays } = await startLesson(engines, 'cut')
  const [ada, second] = people
  const far = watch(ada, 'second')
  const subscribed = async (): Promise<readonly string[]> =>
    (await redis.order('CLIENT', 'LIST', 'TYPE', 'pubsub')).match(/\bid=\d+/g) ?? []
  await until(async () => (await subscribed()).length === 3, 'nobody else is left')
  const before = await subscribed()
  const limits = await redis.order('CONFIG', 'SET', 'client-output-buffer-limit', '"pubsub 100kb 0 0"')
  expect(limits).toBe('+OK\r\n')
  second.text.insert(0, `${'0123456789'.repeat(100_000)} `)
  second.room.self.set({ x: 0.5, y: 0.75 })
  write(people, 'cut')
  await until(async () => {
    const now = await subscribed()
    return now.length === 3 && !now.some((id) => before.includes(id))
  }, 'the relays come again')
  await all(people)
  await redis.order('CONFIG', 'SET', 'client-output-buffer-limit', '"pubsub 32mb 8mb 60"')
  expect(ada.text.length).toBeGreaterThan(1_000_000)
  expect(missingWords(people, 'cut')).toEqual([])
  expect(far.seen()).toEqual(['here'])
  expect(await metricOf(relays[0].url, 'homeroom_bus_missed_total')).toBeGreaterThan(0)
})

test('[NB7][NB8][N11] a relay that cannot reach Redis: its people turn reconnecting for the others and theirs for it, until it can', async () => {
  const network = await startFaultProxy(redis.url)
  const url = network.wsUrl.replace('ws:', 'redis:')
  const { people, relays } = await startLesson(engines, 'split', [{}, {}, { bus: redisBus(url) }])
  const [ada, second, third] = people
  const [apart, others, together] = [watch(ada, 'third'), watch(third, 'Ada'), watch(ada, 'second')]
  network.die()
  write(people, 'split')
  second.room.self.set({ x: 0.75, y: 0.5 })
  third.room.self.set({ hand: true })
  await until(() => texts(people) === 1 && areSaved(people), 'documents come through Postgres', LIMIT_MS)
  await ada.waitFor('second', ({ x }) => x === 0.75)
  await until(() => [apart, others].every(({ seen }) => seen().includes('reconnecting')), 'they are apart')
  expect(await ready(relays[2].url)).toEqual(['down', 200])
  expect(await ready(relays[0].url)).toEqual(['up', 200])
  network.heal()
  await all(people)
  for (const { seen } of [apart, others]) expect(seen()).toEqual(['here', 'reconnecting', 'here'])
  expect(together.seen()).toEqual(['here'])
  expect(ada.person('third')?.hand).toBe(true)
  expect(missingWords(people, 'split')).toEqual([])
})
