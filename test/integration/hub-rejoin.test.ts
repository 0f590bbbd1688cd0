import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore } from '../../server/index.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { handSweptClock } from '../support/hand-swept-clock.ts'
import { type Random, randomFrom, someSeed } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { type StockClient, stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const ROUNDS = 300

/** A few turns of the event loop, none of them measured in time. */
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) {
    const { promise, resolve } = Promise.withResolvers<void>()
    setImmediate(resolve)
    await promise
  }
}

const marksOf = ({ doc }: StockClient): string[] => doc.getArray<string>('marks').toArray()

/** Leaves in one of the ways in which people leave. */
const leave = (client: StockClient, random: Random): void => {
  if (random.below(2) === 0) client.provider.destroy()
  else {
    client.provider.shouldConnect = false
    client.socket()?.close()
  }
}

const seed = someSeed()

test(`[DO3] ${ROUNDS} rounds of leaving and coming back around the unload lose nothing (seed ${seed})`, async () => {
  const random = randomFrom(seed)
  const { store, delay, calls } = faultyStore(memoryStore())
  delay(() => turns(random.below(6)))
  const { clock, sweep } = handSweptClock()
  const { wsUrl, url } = await startRelay({ store, clock, idleMs: 0 })
  const written: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const client = stockClient(wsUrl, 'lesson', { doc: new Y.Doc() })
    // Sweeps fall before, into and after the join, as they do in a relay that runs.
    for (let left = random.below(4); left > 0; left--) {
      await turns(random.below(8))
      sweep()
    }
    await client.synced()
    await until(() => marksOf(client).length === written.length, `round ${round}: ${written.length} marks`)
    expect(marksOf(client)).toEqual(written)
    const mark = `mark ${round}`
    client.doc.getArray<string>('marks').push([mark])
    written.push(mark)
    leave(client, random)
    await until(() => client.socket() === null || client.socket()?.readyState === 3, 'the socket is closed')
    for (let left = random.below(3); left > 0; left--) {
      sweep()
      await turns(random.below(4))
    }
  }
  // It was about unloading, so unloaded it was, and often.
  expect(calls('open')).toBeGreaterThan(ROUNDS / 4)
  await until(async () => {
    sweep()
    return (await metricOf(url, 'homeroom_rooms')) === 0
  })
  const last = stockClient(wsUrl, 'lesson')
  await last.synced()
  expect(marksOf(last)).toEqual(written)
})

test('[DO3] two who come back at once while the room closes meet in one room', async () => {
  const { store, hold } = faultyStore(memoryStore())
  const { clock, sweep } = handSweptClock()
  const { wsUrl, url } = await startRelay({ store, clock, idleMs: 0 })
  const first = stockClient(wsUrl, 'lesson')
  await first.synced()
  const release = hold('append')
  first.text.insert(0, 'first')
  first.provider.destroy()
  await until(async () => {
    sweep()
    return (await metricOf(url, 'homeroom_rooms', { state: 'closing' })) === 1
  })
  const a = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  const b = stockClient(wsUrl, 'lesson', { state: { name: 'teacher' } })
  const closing = await metricOf(url, 'homeroom_rooms', { state: 'closing' })
  expect(closing).toBe(1)
  expect(a.provider.synced || b.provider.synced).toBe(false)
  release()
  await a.waitFor(b)
  await b.waitFor(a)
  await until(() => a.text.toString() === 'first' && b.text.toString() === 'first')
})
