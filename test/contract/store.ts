import { expect, test } from 'vitest'
import { EpochMismatch, type ListRange } from '../../server/index.ts'
import { keptContract } from './kept.ts'
import { type OpenStore, snapshotContract } from './snapshots.ts'
import { turnsContract } from './turns.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** What every store does: run it in a `describe` of its own, with a function that opens an empty store. */
export const storeContract = (open: () => Promise<OpenStore>): void => {
  snapshotContract(open)
  turnsContract(open)
  keptContract(open)

  test('[DO9] knows nothing of a room that nobody wrote to, and makes none by looking', async () => {
    const { store } = await open()
    const nothing = { epoch: null, updates: [], lastSeq: 0, quarantined: 0 }
    expect(await store.load('lesson')).toEqual(nothing)
    expect(await store.load('lesson')).toEqual(nothing)
    expect(await store.list()).toEqual([])
  })

  test('[DO9] the first append makes the room under the epoch of its writer', async () => {
    const { store } = await open()
    expect(await store.append('lesson', 'epoch-1', [bytes(1), bytes(2, 2)])).toBe(2)
    expect(await store.load('lesson')).toEqual({
      epoch: 'epoch-1',
      updates: [bytes(1), bytes(2, 2)],
      lastSeq: 2,
      quarantined: 0,
    })
  })

  test('[ST2] gives back what was appended, whole and in order, with numbers that go on', async () => {
    const { store } = await open()
    const large = Uint8Array.from({ length: 1024 * 1024 }, (_, index) => index)
    expect(await store.append('lesson', 'e', [bytes(1)])).toBe(1)
    expect(await store.append('lesson', 'e', [])).toBe(1)
    expect(await store.append('lesson', 'e', [bytes(), large])).toBe(3)
    const { updates, lastSeq } = await store.load('lesson')
    expect(lastSeq).toBe(3)
    expect(updates.slice(0, 2)).toEqual([bytes(1), bytes()])
    expect(Buffer.compare(updates[2] as Uint8Array, large)).toBe(0)
  })

  test('[ST2] keeps a copy: the bytes stay the writer’s', async () => {
    const { store } = await open()
    const update = bytes(1, 2, 3)
    await store.append('lesson', 'e', [update])
    update.fill(9)
    const snapshot = bytes(4, 5)
    await store.append('board', 'e', [bytes(1)])
    await store.compact('board', 'e', snapshot, 1)
    snapshot.fill(9)
    expect((await store.load('lesson')).updates).toEqual([bytes(1, 2, 3)])
    expect((await store.load('board')).updates).toEqual([bytes(4, 5)])
  })

  test('[ST2] a batch with something in it that cannot be stored changes nothing', async () => {
    const { store } = await open()
    await store.append('lesson', 'e', [bytes(1)])
    const bad = [bytes(2), undefined as unknown as Uint8Array, bytes(3)]
    await expect(store.append('lesson', 'e', bad)).rejects.toThrow()
    await expect(store.append('new', 'e', bad)).rejects.toThrow()
    expect(await store.load('lesson')).toMatchObject({ updates: [bytes(1)], lastSeq: 1 })
    expect(await store.load('new')).toMatchObject({ epoch: null, updates: [] })
    expect(await store.append('lesson', 'e', [bytes(4)])).toBe(2)
  })

  test('[ST2] a writer of another generation is refused, and changes nothing', async () => {
    const { store } = await open()
    await store.append('lesson', 'new', [bytes(1), bytes(2)])
    await expect(store.append('lesson', 'old', [bytes(9)])).rejects.toBeInstanceOf(EpochMismatch)
    await expect(store.compact('lesson', 'old', bytes(9), 2)).rejects.toBeInstanceOf(EpochMismatch)
    expect(await store.load('lesson')).toEqual({
      epoch: 'new',
      updates: [bytes(1), bytes(2)],
      lastSeq: 2,
      quarantined: 0,
    })
  })

  test('[ST2] appends that run at the same time are all there, each under numbers of its own', async () => {
    const { store } = await open()
    const numbers = Array.from({ length: 50 }, (_, index) => index)
    const last = await Promise.all(
      numbers.map((index) => store.append('lesson', 'e', [bytes(index, 0), bytes(index, 1)])),
    )
    expect([...last].sort((a, b) => a - b)).toEqual(numbers.map((index) => 2 * index + 2))
    const { updates } = await store.load('lesson')
    for (const index of numbers) {
      const end = last[index] as number
      expect(updates.slice(end - 2, end)).toEqual([bytes(index, 0), bytes(index, 1)])
    }
  })

  test('[ST3] a replaced room has another epoch and the snapshot as its one record; the others stay', async () => {
    const { store } = await open()
    await store.append('lesson', 'e1', [bytes(1), bytes(2)])
    await store.append('board', 'e2', [bytes(3)])
    await store.replace('lesson', 'e3', bytes(7, 7))
    await store.replace('new', 'e4', bytes(8))
    const loaded = await store.load('lesson')
    expect(loaded).toMatchObject({ epoch: 'e3', updates: [bytes(7, 7)], quarantined: 0 })
    expect(await store.append('lesson', 'e3', [bytes(4)])).toBe(loaded.lastSeq + 1)
    expect((await store.load('lesson')).updates).toEqual([bytes(7, 7), bytes(4)])
    await store.compact('lesson', 'e3', bytes(7, 7, 4), loaded.lastSeq + 1)
    expect((await store.load('lesson')).updates).toEqual([bytes(7, 7, 4)])
    expect(await store.load('new')).toMatchObject({ epoch: 'e4', updates: [bytes(8)] })
    expect(await store.load('board')).toMatchObject({ epoch: 'e2', updates: [bytes(3)] })
  })

  test('[ST3] a room that is replaced by nothing keeps its new epoch, and is written to under it', async () => {
    const { store } = await open()
    await store.append('lesson', 'e1', [bytes(1), bytes(2)])
    await store.replace('lesson', 'e2', null)
    await store.replace('never', 'e3', null)
    expect(await store.load('lesson')).toMatchObject({ epoch: 'e2', updates: [] })
    expect(await store.load('never')).toMatchObject({ epoch: 'e3', updates: [] })
    await store.append('lesson', 'e2', [bytes(4)])
    expect(await store.load('lesson')).toMatchObject({ epoch: 'e2', updates: [bytes(4)] })
  })

  test.each([
    ['a snapshot', bytes(9)],
    ['nothing', null],
  ])(
    '[ST3] a writer of the generation before is refused where a room was replaced by %s',
    async (_what, snapshot) => {
      const { store } = await open()
      await store.append('lesson', 'e1', [bytes(1), bytes(2)])
      await store.replace('lesson', 'e2', snapshot)
      const replaced = await store.load('lesson')
      await expect(store.append('lesson', 'e1', [bytes(3)])).rejects.toBeInstanceOf(EpochMismatch)
      await expect(store.compact('lesson', 'e1', bytes(3), 2)).rejects.toBeInstanceOf(EpochMismatch)
      expect(await store.load('lesson')).toEqual(replaced)
    },
  )

  test('[ST3] a snapshot that cannot be stored leaves the room as it was', async () => {
    const { store } = await open()
    await store.append('lesson', 'e1', [bytes(1)])
    await expect(store.replace('lesson', 'e2', undefined as unknown as Uint8Array)).rejects.toThrow()
    expect(await store.load('lesson')).toMatchObject({ epoch: 'e1', updates: [bytes(1)], lastSeq: 1 })
  })

  test('[ST3] the snapshot is a copy: the bytes stay the caller’s', async () => {
    const { store } = await open()
    const snapshot = bytes(4, 5)
    await store.replace('lesson', 'e', snapshot)
    snapshot.fill(9)
    expect((await store.load('lesson')).updates).toEqual([bytes(4, 5)])
  })

  test('[DO9] rooms are told apart by every character of their ids', async () => {
    const { store } = await open()
    const ids = ['a', 'A', 'a/b', 'a/b/c', 'á', 'ß', '教室', 'a.b', 'a~b', "o'", '%', '_']
    for (const [index, id] of ids.entries()) await store.append(id, `e${index}`, [bytes(index)])
    for (const [index, id] of ids.entries()) {
      expect(await store.load(id)).toMatchObject({ epoch: `e${index}`, updates: [bytes(index)] })
    }
  })

  test('[ST7] keeps orders of a room by their names, sets and takes away what it is told, and leaves the rest', async () => {
    const { store } = await open()
    expect(await store.orders('lesson')).toEqual({})
    await store.order('lesson', { locked: 'true', 'role ada': 'host', 'role ben': 'viewer' })
    await store.order('lesson', { locked: null, 'role ada': 'member', never: null })
    await store.order('lesson', {})
    expect({ ...(await store.orders('lesson')) }).toEqual({ 'role ada': 'member', 'role ben': 'viewer' })
    const names = ['__proto__', 'constructor', '', "o'", 'role 教室 𠀀', 'role  two spaces']
    const odd = Object.fromEntries(names.map((name) => [name, name]))
    await store.order('odd', odd)
    expect(Object.entries(await store.orders('odd')).sort()).toEqual(Object.entries(odd).sort())
  })

  test('[ST7][X28] orders of one room are no orders of another one, and make no room', async () => {
    const { store } = await open()
    for (let room = 0; room < 50; room++) await store.order(`room ${room}`, { locked: `${room}` })
    for (let room = 1; room < 50; room++) await store.order(`room ${room}`, { locked: null })
    expect({ ...(await store.orders('room 0')) }).toEqual({ locked: '0' })
    expect(await store.orders('room 1')).toEqual({})
    expect(await store.list()).toEqual([])
    expect(await store.load('room 0')).toMatchObject({ epoch: null, updates: [] })
  })

  test('[ST7] orders stay with a room that is replaced, and go with one that is deleted', async () => {
    const { store } = await open()
    for (const room of ['replaced', 'deleted']) {
      await store.append(room, 'e1', [bytes(1)])
      await store.order(room, { 'removed ada': '7' })
    }
    await store.replace('replaced', 'e2', bytes(2))
    await store.replace('deleted', 'e2', null)
    expect({ ...(await store.orders('replaced')) }).toEqual({ 'removed ada': '7' })
    expect(await store.orders('deleted')).toEqual({})
  })

  test('[ST7] orders that cannot be stored change nothing', async () => {
    const { store } = await open()
    await store.order('lesson', { locked: 'true' })
    const bad = { locked: null, 'role ada': {} as unknown as string }
    await expect(store.order('lesson', bad)).rejects.toThrow()
    expect({ ...(await store.orders('lesson')) }).toEqual({ locked: 'true' })
  })

  test('[ST4] lists the rooms that have records, with their epochs, records and bytes', async () => {
    const { store } = await open()
    await store.append('b', 'e1', [bytes(1, 2, 3), bytes(4)])
    await store.append('looked-at', 'e2', [])
    await store.append('gone', 'e3', [bytes(1)])
    await store.replace('gone', 'e4', null)
    await store.replace('a', 'e5', bytes(1, 2))
    expect((await store.list()).map((line) => ({ ...line }))).toEqual([
      { room: 'a', epoch: 'e5', records: 1, bytes: 2 },
      { room: 'b', epoch: 'e1', records: 2, bytes: 4 },
    ])
  })

  test('[ST4] a list comes in the order of code points, and in parts that leave nothing out', async () => {
    const { store } = await open()
    const sorted = ['B', 'a', 'a/b', 'a/c', 'ab', 'b', 'é', '教室', 'Ａ', '𠀀']
    for (const room of sorted.toReversed()) await store.append(room, 'e', [bytes(1)])
    const names = async (range: ListRange) => (await store.list(range)).map(({ room }) => room)
    expect(await names({})).toEqual(sorted)
    expect(await names({ limit: 3 })).toEqual(sorted.slice(0, 3))
    expect(await names({ after: 'a/b' })).toEqual(sorted.slice(3))
    expect(await names({ after: 'a/bb', limit: 2 })).toEqual(['a/c', 'ab'])
    expect(await names({ after: '𠀀' })).toEqual([])
    const inParts: string[] = []
    for (;;) {
      const part = await names({ after: inParts.at(-1) ?? '', limit: 3 })
      if (part.length === 0) break
      inParts.push(...part)
    }
    expect(inParts).toEqual(sorted)
  })

  test('[ST5] says what it outlives', async () => {
    const { store, reopen } = await open()
    expect(reopen === undefined).toBe(store.durability === 'none')
  })

  test('closes twice', async () => {
    const { store } = await open()
    await store.close()
    await store.close()
  })

  test('[DO9] what was stored is there when the store is opened again, if it keeps anything', async () => {
    const { store, reopen } = await open()
    if (reopen === undefined) return
    await store.append('lesson', 'e1', [bytes(1), bytes(2), bytes(3)])
    await store.compact('lesson', 'e1', bytes(1, 2), 2)
    await store.append('gone', 'e2', [bytes(1)])
    await store.replace('gone', 'e3', null)
    await store.order('lesson', { locked: 'true' })
    const again = await reopen()
    expect({ ...(await again.orders('lesson')) }).toEqual({ locked: 'true' })
    expect(await again.load('lesson')).toEqual({
      epoch: 'e1',
      updates: [bytes(1, 2), bytes(3)],
      lastSeq: 3,
      quarantined: 0,
    })
    expect(await again.append('lesson', 'e1', [bytes(4)])).toBe(4)
    expect(await again.list()).toHaveLength(1)
    expect(await again.load('gone')).toMatchObject({ epoch: 'e3', updates: [] })
  })
}
