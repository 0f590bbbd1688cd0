import { expect, test } from 'vitest'
import { memoryStore, systemClock } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { MemoryBus } from '../support/memory-bus.ts'
import { randomFrom } from '../support/random.ts'
import { startRelay } from '../support/start-relay.ts'
import { until } from '../support/until.ts'

const DOCUMENT = 3_000

test('[DL2] a relay takes what another one has taken, also over its own limit, and throws nobody out', async () => {
  const store = memoryStore()
  const bus = new MemoryBus(systemClock, randomFrom(1))
  const [wide, narrow] = await Promise.all([
    startRelay({ store: keptOpen(store), bus: bus.connect('a') }),
    startRelay({ store: keptOpen(store), bus: bus.connect('b'), limits: { document: DOCUMENT } }),
  ])
  const [ada, teacher] = [clientRoom(wide.wsUrl, 'lesson'), clientRoom(narrow.wsUrl, 'lesson')]
  await Promise.all([ada.connected(), teacher.connected()])
  teacher.text.insert(0, 'short')
  await until(() => ada.text.length === 5, 'what the teacher writes comes')

  ada.text.insert(0, 'x'.repeat(2 * DOCUMENT))
  await until(() => teacher.text.length === 2 * DOCUMENT + 5, 'what Ada writes comes')
  // A deletion is always taken, also here.
  teacher.text.delete(0, 10)
  await until(() => ada.text.length === 2 * DOCUMENT - 5, 'what the teacher deletes comes')

  // What people write there is still under the limit of that relay.
  teacher.text.insert(0, 'more')
  await until(() => teacher.room.saved.get().obstacle?.kind === 'document-full', 'it is refused')
  expect(ada.text.length).toBe(2 * DOCUMENT - 5)
  expect(teacher.sockets).toHaveLength(1)
})
