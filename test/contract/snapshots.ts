import { expect, test } from 'vitest'
import { EpochMismatch, type Store } from '../../server/index.ts'

export interface OpenStore {
  readonly store: Store
  /** Closes the store and opens it again with what it kept; left out where it keeps nothing. */
  readonly reopen?: () => Promise<Store>
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** What every store does with snapshots. */
export const snapshotContract = (open: () => Promise<OpenStore>): void => {
  test('[DO5] a snapshot takes the place of the records up to its number, and of no others', async () => {
    const { store } = await open()
    await store.append('lesson', 'e', [bytes(1), bytes(2), bytes(3)])
    await store.compact('lesson', 'e', bytes(1, 2), 2)
    expect(await store.load('lesson')).toMatchObject({ updates: [bytes(1, 2), bytes(3)], lastSeq: 3 })
    expect(await store.append('lesson', 'e', [bytes(4)])).toBe(4)
    await store.compact('lesson', 'e', bytes(1, 2, 3, 4), 4)
    expect(await store.load('lesson')).toMatchObject({ updates: [bytes(1, 2, 3, 4)], lastSeq: 4 })
    expect(await store.append('lesson', 'e', [bytes(5)])).toBe(5)
    expect((await store.load('lesson')).updates).toEqual([bytes(1, 2, 3, 4), bytes(5)])
  })

  test('[DO5] a snapshot that cannot be stored leaves the records', async () => {
    const { store } = await open()
    await store.append('lesson', 'e', [bytes(1), bytes(2)])
    await expect(store.compact('lesson', 'e', undefined as unknown as Uint8Array, 2)).rejects.toThrow()
    expect((await store.load('lesson')).updates).toEqual([bytes(1), bytes(2)])
  })

  test('[DO5] a snapshot in parts takes the place of the records when all of it is there, if the store takes parts', async () => {
    const { store, reopen } = await open()
    if (store.compactInParts === undefined) return
    await store.append('lesson', 'e', [bytes(1), bytes(2)])
    await store.append('board', 'e', [bytes(9)])
    const seen: Uint8Array[][] = []
    const parts = async function* () {
      for (const part of [bytes(1), bytes(1, 2), bytes(2)]) {
        seen.push([...(await store.load('lesson')).updates])
        if (seen.length === 2) await store.append('lesson', 'e', [bytes(3)])
        yield part
      }
    }
    await store.compactInParts('lesson', 'e', parts(), 2)
    expect(seen).toEqual([
      [bytes(1), bytes(2)],
      [bytes(1), bytes(2)],
      [bytes(1), bytes(2), bytes(3)],
    ])
    const whole = { updates: [bytes(1), bytes(1, 2), bytes(2), bytes(3)], lastSeq: 3, epoch: 'e' }
    expect(await store.load('lesson')).toMatchObject(whole)
    const again = (await reopen?.()) ?? store
    expect(await again.load('lesson')).toMatchObject(whole)
    expect((await again.list()).map(({ room, records }) => [room, records])).toEqual([
      ['board', 1],
      ['lesson', 4],
    ])
    expect(await again.append('lesson', 'e', [bytes(4)])).toBe(4)
    await again.compact('lesson', 'e', bytes(7), 4)
    expect((await again.load('lesson')).updates).toEqual([bytes(7)])
  })

  test('[DO5] a snapshot in parts that breaks off, or is of another epoch or of no room, changes nothing', async () => {
    const { store } = await open()
    if (store.compactInParts === undefined) return
    await store.append('lesson', 'e', [bytes(1), bytes(2)])
    const parts = async function* (breaks: boolean) {
      yield bytes(7)
      if (breaks) throw new Error('no more of it')
    }
    const before = await store.load('lesson')
    await expect(store.compactInParts('lesson', 'e', parts(true), 2)).rejects.toThrow('no more of it')
    const other = store.compactInParts('lesson', 'old', parts(false), 2)
    await expect(other).rejects.toBeInstanceOf(EpochMismatch)
    await store.compactInParts('none', 'e', parts(false), 1)
    expect(await store.load('lesson')).toEqual(before)
    expect(await store.load('none')).toMatchObject({ epoch: null, updates: [] })
    expect(await store.list()).toHaveLength(1)
  })

  test('[DO5] a snapshot of a room that is gone makes none', async () => {
    const { store } = await open()
    await store.compact('lesson', 'e', bytes(1), 1)
    expect(await store.load('lesson')).toMatchObject({ epoch: null, updates: [] })
  })
}
