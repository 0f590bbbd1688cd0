import { expect, test } from 'vitest'
import { EpochMismatch, memoryStore, type Store } from '../../server/index.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import { fakeClock } from '../support/fake-clock.ts'

const ROOMS = ['lesson', 'board', 'wall']

const writeOf = (room: string) => ({ room, epoch: 'e', batch: [Uint8Array.of(0, 0)] })

/** A writer to a store of which one method is another one. */
const setUp = (appendOf: (inner: Store) => Store['append'] = (inner) => inner.append) => {
  const inner = memoryStore()
  const asked: string[][] = []
  const append = appendOf(inner)
  const time = fakeClock()
  const store: Store = {
    ...inner,
    append: (writes) => {
      asked.push(writes.map(({ room }) => room))
      return append(writes)
    },
  }
  return { inner, asked, ...time, writer: new StoreWriter({ store, clock: time.clock }) }
}

test('[N9] what comes of many rooms in one turn is one write, and each room gets its own number', async () => {
  const { writer, asked } = setUp()
  const seqs = await Promise.all([...ROOMS, 'lesson'].map((room) => writer.append(writeOf(room))))
  expect(seqs).toEqual([1, 1, 1, 2])
  expect(asked).toEqual([[...ROOMS, 'lesson']])
})

test('[DO4] more than a store takes in a turn is several writes', async () => {
  const { writer, asked } = setUp()
  const batch = [new Uint8Array(600_000)]
  await Promise.all(ROOMS.map((room) => writer.append({ room, epoch: 'e', batch })))
  expect(asked.map(({ length }) => length)).toEqual([1, 1, 1])
})

test('[DO4] a room of another epoch, or with what cannot be stored, fails alone', async () => {
  const { writer, inner } = setUp((store) => async (writes) => {
    if (writes.some(({ room }) => room === 'board')) throw new Error('too large')
    return store.append(writes)
  })
  await inner.append([{ room: 'wall', epoch: 'another', batch: [] }])
  const results = await Promise.allSettled(ROOMS.map((room) => writer.append(writeOf(room))))
  expect(results[0]).toEqual({ status: 'fulfilled', value: 1 })
  expect(results[1]).toMatchObject({ reason: new Error('too large') })
  expect(results[2]).toMatchObject({ reason: new EpochMismatch('wall') })
})

test('[DO4] a room for which the store never answers holds up no other one for long', async () => {
  const never = Promise.withResolvers<never>().promise
  const { writer, asked, advance } = setUp((store) => (writes) => {
    return writes.some(({ room }) => room === 'board') ? never : store.append(writes)
  })
  const [lesson, , wall] = ROOMS.map((room) => writer.append(writeOf(room)))
  while (asked.length === 0) await new Promise(setImmediate)
  advance(2_000)
  expect(await lesson).toBe(1)
  expect(await wall).toBe(1)
  expect(await writer.append(writeOf('lesson'))).toBe(2)
})

test('[DO4] a store that throws at once is one that fails', async () => {
  const { writer } = setUp(() => () => {
    throw new Error('not even a promise')
  })
  await expect(writer.append(writeOf('lesson'))).rejects.toThrow('not even a promise')
})

test('[N9] rooms that begin in one turn are one write, for which no further turn of the event loop is taken', async () => {
  const { writer, asked } = setUp()
  const turns: number[] = []
  let turn = 0
  const count = () => {
    turn += 1
    if (turn < 10) setImmediate(count)
  }
  setImmediate(count)
  const stored = ROOMS.map((room) => {
    const { promise, resolve } = Promise.withResolvers<number>()
    writer.begin(() => {
      turns.push(turn)
      resolve(writer.append(writeOf(room)).then(() => turn))
    })
    return promise
  })
  expect(await Promise.all(stored)).toEqual(turns)
  expect(asked).toEqual([ROOMS])
})

test('[N9] a write that ends at once leaves no timer behind', async () => {
  const time = fakeClock()
  const timers: number[] = []
  const clock = { ...time.clock, after: (ms: number) => timers.push(ms) }
  const writer = new StoreWriter({ store: memoryStore(), clock })
  for (let written = 0; written < 20; written += 1) {
    await writer.append(writeOf('lesson'))
    await new Promise(setImmediate)
  }
  expect(timers).toEqual([])
})
