import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, systemClock } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { MemoryBus } from '../support/memory-bus.ts'
import { randomFrom } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

test('[N9][NB2] a document of 20 MiB that no store has comes from the other relay, in messages that fit', async () => {
  const { store, fail } = faultyStore(memoryStore())
  const bus = new MemoryBus(systemClock, randomFrom(1))
  fail('append')
  const [first, second] = await Promise.all([
    startRelay({ store, bus: bus.connect('a') }),
    startRelay({ store, bus: bus.connect('b') }),
  ])
  const writer = clientRoom(first.wsUrl, 'lesson')
  await writer.connected()
  const page = 'a line of a long book, and its end\n'.repeat(30_000)
  for (let n = 0; n < 20; n++) writer.text.insert(writer.text.length, page)
  const readers = []
  for (const { wsUrl } of [first, second]) {
    const reader = clientRoom(wsUrl, 'lesson')
    await until(() => reader.text.length === 20 * page.length, 'all of it is there', 30_000)
    readers.push(reader)
  }
  for (const { doc } of readers) expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(writer.doc))
  expect(await metricOf(first.url, 'homeroom_bus_dropped_total', { reason: 'message-too-large' })).toBe(0)
})
