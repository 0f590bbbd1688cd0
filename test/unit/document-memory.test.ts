import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { Turns } from '../../server/base/turns.ts'
import { DocumentMemory } from '../../server/rooms/document-memory.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'

const MEGABYTE = 1_000_000

const setUp = () => {
  const { log } = memoryLog()
  const context = createContext({ clock: fakeClock().clock, log })
  const limits = { ...DEFAULT_LIMITS, memory: 10 * MEGABYTE }
  const memory = new DocumentMemory({ ...context, limits, turns: new Turns(context) })
  const updateOf = (first: number, bytes: number) =>
    Uint8Array.from({ length: bytes }, (_, at) => (at === 0 ? first : 0))
  return {
    /** Whether an update that begins with `first` may wait, and whether it may be worked on. */
    hold: (first: number, bytes: number) => memory.hold(updateOf(first, bytes)),
    begin: (first: number, bytes: number) => memory.begin(updateOf(first, bytes)),
  }
}

test('[DL7] long updates wait no more than the memory bears; short deletions always may', () => {
  const { hold } = setUp()
  const first = hold(0, 8 * MEGABYTE)
  expect(first).not.toBeNull()
  expect(hold(0, 8 * MEGABYTE)).toBeNull()
  for (let count = 0; count < 100; count++) expect(hold(0, 60_000)).not.toBeNull()
  first?.()
  expect(hold(0, 3 * MEGABYTE)).not.toBeNull()
})

test('[DL7] what an update may become is kept for it while it is worked on; what only deletes needs nothing', () => {
  const { begin } = setUp()
  const large = begin(1, MEGABYTE)
  expect(large).not.toBeNull()
  expect(begin(1, 1_000)).toBeNull()
  expect(begin(0, MEGABYTE)).not.toBeNull()
  large?.()
  expect(begin(1, 1_000)).not.toBeNull()
})
