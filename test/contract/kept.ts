import { expect, test } from 'vitest'
import type { KeptRange, Store } from '../../server/index.ts'
import type { OpenStore } from './snapshots.ts'

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

const keptIn = async (store: Store, kind: string, range?: KeptRange) =>
  ((await store.kept?.(kind, range)) ?? []).map(({ room, key }) => `${room} ${key}`)

/** What every store does that keeps things beside the logs of rooms. */
export const keptContract = (open: () => Promise<OpenStore>): void => {
  test('[ST10] keeps things by room, kind and key, sets and takes away what it is told, and makes no room', async () => {
    const { store, reopen } = await open()
    if (store.keep === undefined) return
    await store.keep(
      'lesson',
      'outbox',
      new Map([
        ['a', bytes(1)],
        ['b', bytes()],
        ['c', bytes(3)],
      ]),
    )
    await store.keep('lesson', 'attendance', new Map([['a', bytes(4, 4)]]))
    await store.keep('board', 'outbox', new Map([['a', bytes(5)]]))
    await store.keep(
      'lesson',
      'outbox',
      new Map([
        ['a', null],
        ['c', bytes(6, 6)],
        ['never', null],
      ]),
    )
    await store.keep('lesson', 'outbox', new Map())
    const again = (await reopen?.()) ?? store
    expect(await again.kept?.('outbox')).toEqual([
      { room: 'board', key: 'a', bytes: 1 },
      { room: 'lesson', key: 'b', bytes: 0 },
      { room: 'lesson', key: 'c', bytes: 2 },
    ])
    expect(await again.keptBodies?.('lesson', 'outbox', ['c', 'a', 'b'])).toEqual([
      bytes(6, 6),
      null,
      bytes(),
    ])
    expect(await again.keptBodies?.('lesson', 'attendance', ['a'])).toEqual([bytes(4, 4)])
    expect(await again.keptBodies?.('none', 'outbox', ['a', 'b'])).toEqual([null, null])
    expect(await again.list()).toEqual([])
    expect(await again.load('lesson')).toMatchObject({ epoch: null, updates: [] })
  })

  test('[ST10] lists what is kept by code points, after a place, and no more than was asked for', async () => {
    const { store } = await open()
    if (store.keep === undefined) return
    const keys = ['', 'a', 'a/1', 'b', 'B', '教', '\uFFFD', '𠀀', "o'", '%', '__proto__']
    for (const room of ['b', '', 'a', '𠀀', '\uFFFD'])
      await store.keep(room, 'k', new Map(keys.map((key) => [key, bytes(1)])))
    await store.keep('a', 'other', new Map([['a', bytes(1)]]))
    const byCodePoints = (all: readonly string[]) =>
      [...all].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    const all = byCodePoints(['b', '', 'a', '𠀀', '\uFFFD']).flatMap((room) =>
      byCodePoints(keys).map((key) => ({ room, key, bytes: 1 })),
    )
    expect(await store.kept?.('k')).toEqual(all)
    expect(await store.kept?.('k', { room: 'a' })).toEqual(all.filter(({ room }) => room === 'a'))
    expect(await store.kept?.('k', { room: 'none' })).toEqual([])
    expect(await store.kept?.('none')).toEqual([])
    expect(await store.kept?.('k', { limit: 0 })).toEqual([])
    for (const [index, after] of all.entries()) {
      expect(await store.kept?.('k', { after, limit: 13 })).toEqual(all.slice(index + 1, index + 14))
      const { room } = after
      const later = all.slice(index + 1).filter((one) => one.room === room)
      expect(await store.kept?.('k', { room, after, limit: 3 })).toEqual(later.slice(0, 3))
    }
    const between = { room: 'a', key: 'a/0' }
    expect(await keptIn(store, 'k', { room: 'a', after: between, limit: 2 })).toEqual(['a a/1', 'a b'])
    expect(await keptIn(store, 'k', { after: { room: 'aa', key: 'z' }, limit: 1 })).toEqual(['b '])
  })

  test('[ST10] what cannot be kept changes nothing, and what is kept is a copy', async () => {
    const { store } = await open()
    if (store.keep === undefined) return
    const body = bytes(1, 2)
    await store.keep('lesson', 'k', new Map([['a', body]]))
    body.fill(9)
    for (const bad of [undefined, 'text', 7, [1]]) {
      const changes = new Map([
        ['a', null],
        ['b', bytes(2)],
        ['c', bad as unknown as Uint8Array],
      ])
      await expect(store.keep('lesson', 'k', changes)).rejects.toThrow()
    }
    expect(await store.keptBodies?.('lesson', 'k', ['a', 'b'])).toEqual([bytes(1, 2), null])
  })

  test('[ST10] versions go with a room that is deleted, and stay with one that is replaced; other kinds stay', async () => {
    const { store, reopen } = await open()
    if (store.keep === undefined) return
    const kinds = ['attendance', 'outbox', 'version-parts', 'versions']
    for (const room of ['replaced', 'deleted', 'other']) {
      await store.append(room, 'e1', [bytes(1)])
      for (const kind of kinds)
        await store.keep(
          room,
          kind,
          new Map([
            ['a', bytes(1)],
            ['b', bytes(2)],
          ]),
        )
    }
    await store.replace('replaced', 'e2', bytes(2))
    await store.replace('deleted', 'e2', null)
    const roomsOf = async (from: Store, kind: string) => [
      ...new Set((await from.kept?.(kind))?.map(({ room }) => room)),
    ]
    const again = (await reopen?.()) ?? store
    for (const kind of ['attendance', 'outbox'])
      expect(await roomsOf(again, kind)).toEqual(['deleted', 'other', 'replaced'])
    for (const kind of ['version-parts', 'versions']) {
      expect(await roomsOf(again, kind)).toEqual(['other', 'replaced'])
      expect(await again.keptBodies?.('deleted', kind, ['a'])).toEqual([null])
      await again.keep?.('deleted', kind, new Map([['c', bytes(3)]]))
      expect(await keptIn(again, kind, { room: 'deleted' })).toEqual(['deleted c'])
    }
  })
}
