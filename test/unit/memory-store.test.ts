import { expect, test, vi } from 'vitest'
import { memoryStore } from '../../server/index.ts'

test('to keep one thing touches no other one of the room', async () => {
  const store = memoryStore()
  const many = Array.from({ length: 1_000 }, (_, index) => [`${index}`, Uint8Array.of(1)] as const)
  await store.keep?.('lesson', 'outbox', new Map(many))
  const set = vi.spyOn(Map.prototype, 'set')
  try {
    await store.keep?.('lesson', 'outbox', new Map([['0', null]]))
    // A Map that is made of another one sets each of its entries.
    expect(set.mock.calls.length).toBeLessThan(10)
  } finally {
    set.mockRestore()
  }
  expect(await store.kept?.('outbox')).toHaveLength(999)
})
