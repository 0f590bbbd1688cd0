import type { KeptRange } from '../kept.ts'
import { appendTo, type Store } from '../store.ts'
import { bytes, type ContractCase, hasFields, rejects, same } from './case.ts'

const keptIn = async (store: Store, kind: string, range?: KeptRange) =>
  ((await store.kept?.(kind, range)) ?? []).map(({ room, key }) => `${room} ${key}`)

/** What every store does that keeps things beside the logs of rooms. */
export const keptCases: readonly ContractCase[] = [
  {
    name: '[ST10] keeps things by room, kind and key, sets and takes away what it is told, and makes no room',
    async run(open) {
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
      same(await again.kept?.('outbox'), [
        { room: 'board', key: 'a', bytes: 1 },
        { room: 'lesson', key: 'b', bytes: 0 },
        { room: 'lesson', key: 'c', bytes: 2 },
      ])
      same(await again.keptBodies?.('lesson', 'outbox', ['c', 'a', 'b']), [bytes(6, 6), null, bytes()])
      same(await again.keptBodies?.('lesson', 'attendance', ['a']), [bytes(4, 4)])
      same(await again.keptBodies?.('none', 'outbox', ['a', 'b']), [null, null])
      // Names that somebody has made up.
      same(await again.keptBodies?.('lesson', 'outbox', ['\0', 'b', 'b\0']), [null, bytes(), null])
      same(await again.list(), [])
      hasFields(await again.open('lesson'), { isNew: true, updates: [] })
    },
  },

  {
    name: '[ST10] lists what is kept by code points, after a place, and no more than was asked for',
    async run(open) {
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
      same(await store.kept?.('k'), all)
      same(
        await store.kept?.('k', { room: 'a' }),
        all.filter(({ room }) => room === 'a'),
      )
      same(await store.kept?.('k', { room: 'none' }), [])
      same(await store.kept?.('none'), [])
      same(await store.kept?.('k', { limit: 0 }), [])
      for (const [index, after] of all.entries()) {
        same(await store.kept?.('k', { after, limit: 13 }), all.slice(index + 1, index + 14))
        const { room } = after
        const later = all.slice(index + 1).filter((one) => one.room === room)
        same(await store.kept?.('k', { room, after, limit: 3 }), later.slice(0, 3))
      }
      const between = { room: 'a', key: 'a/0' }
      same(await keptIn(store, 'k', { room: 'a', after: between, limit: 2 }), ['a a/1', 'a b'])
      same(await keptIn(store, 'k', { after: { room: 'aa', key: 'z' }, limit: 1 }), ['b '])
    },
  },

  {
    name: '[ST10] what cannot be kept changes nothing, and what is kept is a copy',
    async run(open) {
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
        await rejects(store.keep('lesson', 'k', changes))
      }
      same(await store.keptBodies?.('lesson', 'k', ['a', 'b']), [bytes(1, 2), null])
    },
  },

  {
    name: '[ST10] versions and the chat go with a room that is deleted, and stay with one that is replaced; other kinds stay',
    async run(open) {
      const { store, reopen } = await open()
      if (store.keep === undefined) return
      const kinds = ['attendance', 'chat', 'outbox', 'version-parts', 'versions']
      for (const room of ['replaced', 'deleted', 'other']) {
        await appendTo(store, room, 'e1', [bytes(1)])
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
        same(await roomsOf(again, kind), ['deleted', 'other', 'replaced'])
      for (const kind of ['chat', 'version-parts', 'versions']) {
        same(await roomsOf(again, kind), ['other', 'replaced'])
        same(await again.keptBodies?.('deleted', kind, ['a']), [null])
        await again.keep?.('deleted', kind, new Map([['c', bytes(3)]]))
        same(await keptIn(again, kind, { room: 'deleted' }), ['deleted c'])
      }
    },
  },
]
