// Three relays of which one is killed, has a clock that is wrong, or is of a later version.
import { expect, test } from 'vitest'
import { redisBus, systemClock } from '../../server/index.ts'
import { sideBySide } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { startCluster } from '../support/cluster.ts'
import {
  areSame,
  areSaved,
  areTogether,
  type EnginesUrls,
  type InLesson,
  missingWords,
  startLesson,
  watch,
  write,
} from '../support/engine-nodes.ts'
import { laterBus } from '../support/later-bus.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { until } from '../support/until.ts'

const cluster = await startCluster()
const engines: EnginesUrls = cluster

const LIMIT_MS = 40_000
const MINUTE_MS = 60_000

const all = (people: readonly InLesson[]) => areTogether(people, LIMIT_MS)

test.concurrent(
  '[NB4][NB5] a relay whose clock is 10 minutes ahead and one that is 10 behind: places, hands and documents are the same',
  sideBySide(async () => {
    const clock = (offMs: number) => ({
      clock: { ...systemClock, wallMs: () => systemClock.wallMs() + offMs },
    })
    const { people, relays } = await startLesson(engines, 'clocks', [
      {},
      clock(10 * MINUTE_MS),
      clock(-10 * MINUTE_MS),
    ])
    const watches = people.flatMap((person) => ['Ada', 'second', 'third'].map((name) => watch(person, name)))
    for (let round = 1; round <= 10; round++) {
      for (const [index, { room }] of people.entries()) room.self.set({ x: round / 100, y: index / 10 })
      write(people, `round${round}`)
      await all(people)
    }
    for (const person of people.toReversed()) {
      person.room.self.set({ hand: true })
      await until(() =>
        people.every(({ room }) => room.hands.get().some(({ name }) => name === nameOf(person))),
      )
    }
    expect(people[0].room.hands.get().map(({ name }) => name)).toEqual(['third', 'second', 'Ada'])
    expect(areSame(people)).toBe(true)
    expect(people[0].person('third')).toMatchObject({ x: 0.1, y: 0.2 })
    for (const { seen } of watches) expect(seen()).toEqual(['here'])
    expect(await metricOf(relays[0].url, 'homeroom_node_clocks_clamped_total')).toBeGreaterThan(0)
  }),
)

const nameOf = ({ room }: InLesson) => room.self.get().name

test.concurrent(
  '[NB1][NB2] a relay of a later version says what this one does not know: that is dropped and counted, all else holds',
  sideBySide(async () => {
    const { people, relays } = await startLesson(engines, 'versions', [
      {},
      {},
      { bus: laterBus(redisBus(engines.redis.url)) },
    ])
    const [ada, second, third] = people
    const far = watch(ada, 'third')
    const heard: unknown[] = []
    for (const { room } of [ada, second]) room.signals.on('bell', ({ data }) => heard.push(data))
    for (let round = 0; round < 3; round++) {
      third.room.signals.send('bell', 'later')
      third.room.self.set({ x: round / 10, hand: true })
      write(people, `round${round}`)
      await all(people)
    }
    const dropped = (reason: string) => metricOf(relays[0].url, 'homeroom_bus_dropped_total', { reason })
    await until(async () => (await dropped('unknown-message')) > 0 && (await dropped('unknown-version')) > 0)
    second.room.signals.send('bell', 'now')
    await until(() => heard.includes('now'), 'this version is heard')
    expect(heard).toEqual(['now'])
    expect(missingWords(people, 'round0', 'round1', 'round2')).toEqual([])
    expect(ada.person('third')).toMatchObject({ x: 0.2, hand: true })
    expect(far.seen()).toEqual(['here'])
  }),
)

test.concurrent(
  '[NB7][N11] a relay is killed: who comes back elsewhere never goes, who does not turns reconnecting and goes',
  sideBySide(async () => {
    const join = async (url: string, name: string) => {
      const person = clientRoom(url, 'killed', { presence: { name } })
      await person.connected()
      return person
    }
    const people = [
      await join(cluster.door(0), 'Ada'),
      await join(cluster.door(1), 'second'),
      await join(cluster.door(2), 'comes'),
    ]
    const [ada, second, comes] = people
    if (ada === undefined || second === undefined || comes === undefined) throw new Error('nobody is there')
    // Knows of no other relay.
    await join(cluster.relays[2]?.wsUrl ?? '', 'stays')
    await Promise.all(people.map((person) => person.waitFor('stays')))
    const [back, gone] = [watch(ada, 'comes'), watch(second, 'stays')]
    write(people, 'before')
    await until(() => areSame(people) && areSaved(people), 'it is saved')
    cluster.kill(2)
    write(people, 'while')
    await until(() => gone.seen().includes('gone'), 'it is gone', LIMIT_MS)
    await all(people)
    expect(gone.seen()).toEqual(['here', 'reconnecting', 'gone'])
    expect(back.seen()).not.toContain('gone')
    expect(missingWords(people, 'before', 'while')).toEqual([])
    console.info(`lost after ${gone.atMs('reconnecting')} ms, gone after ${gone.atMs('gone')} ms`)
  }),
)
