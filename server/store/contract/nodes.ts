import { appendTo, EpochMismatch, type Store } from '../store.ts'
import { bytes, type ContractCase, hasFields, rejects, same } from './case.ts'

/** What a store gave for many writes, with `null` for another epoch. */
const numbersOf = (results: Awaited<ReturnType<Store['append']>>) =>
  results.map((result) => (result instanceof EpochMismatch ? null : result))

/** What every store does for several relays that share it. */
export const nodeCases: readonly ContractCase[] = [
  {
    name: '[N7] gives a room that nobody has written to one epoch, whoever opens it, and another one than that of other rooms',
    async run(open) {
      const { store, reopen } = await open()
      const opened = await Promise.all(Array.from({ length: 20 }, () => store.open('lesson')))
      const [first] = opened
      same(new Set(opened.map(({ epoch }) => epoch)).size, 1)
      same(/^[\w-]{1,64}$/.test(first?.epoch ?? ''), true)
      same((await store.open('board')).epoch === first?.epoch, false)
      const again = (await reopen?.()) ?? store
      hasFields(await again.open('lesson'), { epoch: first?.epoch, isNew: true })
      same(await appendTo(again, 'lesson', first?.epoch ?? '', [bytes(1)]), 1)
      hasFields(await again.open('lesson'), { epoch: first?.epoch, isNew: false, updates: [bytes(1)] })
      await rejects(appendTo(again, 'lesson', 'of somebody', [bytes(2)]), EpochMismatch)
    },
  },

  {
    name: '[N7] gives a room the epoch of a copy only where it has the one that is named, and nobody has written to it',
    async run(open) {
      const { store } = await open()
      const { epoch } = await store.open('lesson')
      same(await store.adopt('lesson', 'of somebody', 'brought'), false)
      hasFields(await store.open('lesson'), { epoch, isNew: true })
      same(
        (await Promise.all(['one', 'other'].map((to) => store.adopt('lesson', epoch, to)))).filter(Boolean)
          .length,
        1,
      )
      const { epoch: adopted } = await store.open('lesson')
      same(['one', 'other'].includes(adopted), true)
      same(await store.adopt('lesson', epoch, adopted), true)
      same(await store.adopt('lesson', epoch, 'late'), false)
      hasFields(await store.open('lesson'), { epoch: adopted, isNew: true, updates: [] })
      same(await store.adopt('lesson', adopted, 'later'), true)
      await rejects(appendTo(store, 'lesson', adopted, [bytes(1)]), EpochMismatch)
      same(await store.list(), [])
      same(await appendTo(store, 'lesson', 'later', [bytes(1)]), 1)
      for (const room of ['written', 'deleted']) {
        const { epoch: from } = await store.open(room)
        await appendTo(store, room, from, [bytes(1)])
        if (room === 'deleted') await store.replace(room, 'tombstone', null)
        const { epoch: now } = await store.open(room)
        same(await store.adopt(room, now, 'brought'), false)
        hasFields(await store.open(room), { epoch: now, isNew: false })
      }
    },
  },

  {
    name: '[ST2] writes to many rooms in one step, with a number for each; one of another epoch fails alone',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'board', 'e2', [bytes(1)])
      const writes = [
        { room: 'lesson', epoch: 'e1', batch: [bytes(1), bytes(2)] },
        { room: 'board', epoch: 'old', batch: [bytes(9)] },
        { room: 'wall', epoch: 'e3', batch: [] },
        { room: 'lesson', epoch: 'e1', batch: [bytes(3)] },
        { room: 'board', epoch: 'e2', batch: [bytes(2)] },
      ]
      same(numbersOf(await store.append(writes)), [2, null, 0, 3, 2])
      same(numbersOf(await store.append([])), [])
      hasFields(await store.open('lesson'), { updates: [bytes(1), bytes(2), bytes(3)] })
      hasFields(await store.open('board'), { epoch: 'e2', updates: [bytes(1), bytes(2)] })
    },
  },

  {
    name: '[ST2] writes to no room where something in one of them cannot be stored',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'board', 'e', [bytes(1)])
      const bad = [
        { room: 'board', epoch: 'e', batch: [bytes(2)] },
        { room: 'lesson', epoch: 'e', batch: [bytes(1), undefined as unknown as Uint8Array] },
      ]
      await rejects(store.append(bad))
      hasFields(await store.open('board'), { updates: [bytes(1)], lastSeq: 1 })
      hasFields(await store.open('lesson'), { isNew: true, updates: [] })
    },
  },

  {
    name: '[N9] gives what was written after a record, in order, byte by byte',
    async run(open) {
      const { store } = await open()
      const all = Uint8Array.from({ length: 256 }, (_, value) => value)
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2), all, bytes()])
      hasFields(await store.since('lesson', 'e', 0), {
        updates: [bytes(1), bytes(2), all, bytes()],
        lastSeq: 4,
      })
      hasFields(await store.since('lesson', 'e', 2), { updates: [all, bytes()], lastSeq: 4 })
      hasFields(await store.since('lesson', 'e', 4), { updates: [], lastSeq: 4 })
      await rejects(store.since('lesson', 'old', 0), EpochMismatch)
      const { epoch } = await store.open('none')
      hasFields(await store.since('none', epoch, 0), { updates: [], lastSeq: 0 })
      await rejects(store.since('none', 'of somebody', 0), EpochMismatch)
    },
  },

  {
    name: '[N9] gives a snapshot whole to who has not read all that it replaces, and to nobody else',
    async run(open) {
      const { store } = await open()
      const inParts = async function* () {
        yield bytes(5)
        yield bytes(6)
      }
      const compactions = [
        [[bytes(5, 6)], () => store.compact('lesson', 'e', bytes(5, 6), 3)],
        [[bytes(5), bytes(6)], () => store.compactInParts?.('lesson', 'e', inParts(), 3)],
      ] as const
      for (const [snapshot, compact] of compactions) {
        await store.replace('lesson', 'e', null)
        await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2), bytes(3), bytes(4)])
        if (!(await compact())) continue
        hasFields(await store.since('lesson', 'e', 2), { updates: [...snapshot, bytes(4)], lastSeq: 4 })
        hasFields(await store.since('lesson', 'e', 3), { updates: [bytes(4)], lastSeq: 4 })
      }
    },
  },

  {
    name: '[N10] a snapshot of fewer records never takes the place of one of more',
    async run(open) {
      const { store } = await open()
      await appendTo(store, 'lesson', 'e', [bytes(1), bytes(2), bytes(3)])
      same(await store.compact('lesson', 'e', bytes(1, 2, 3), 3), true)
      same(await store.compact('lesson', 'e', bytes(1, 2), 2), false)
      hasFields(await store.open('lesson'), { updates: [bytes(1, 2, 3)], lastSeq: 3 })
      if (store.compactInParts !== undefined) {
        // One of them is in place then: the one that came first, or the one that was done first.
        let isOvertaken = false
        const parts = async function* () {
          yield bytes(1)
          await appendTo(store, 'lesson', 'e', [bytes(4)])
          isOvertaken = await store.compact('lesson', 'e', bytes(1, 2, 3, 4), 4)
          yield bytes(2)
        }
        same(await store.compactInParts('lesson', 'e', parts(), 3), !isOvertaken)
        const { updates } = await store.open('lesson')
        same(updates, isOvertaken ? [bytes(1, 2, 3, 4)] : [bytes(1), bytes(2), bytes(4)])
      }
      same(await store.compact('none', 'e', bytes(1), 1), false)
    },
  },

  {
    name: '[N7] counts the changes of orders, gives the orders that are there then, and never counts back',
    async run(open) {
      const { store, reopen } = await open()
      const changed = await store.order('lesson', { locked: 'true', gc: 'false' })
      hasFields(changed, { policyVersion: 1 })
      same({ ...changed.orders }, { locked: 'true', gc: 'false' })
      const again = await store.order('lesson', { gc: null })
      same([{ ...again.orders }, again.policyVersion], [{ locked: 'true' }, 2])
      const opened = await store.open('lesson')
      same([{ ...opened.orders }, opened.policyVersion], [{ locked: 'true' }, 2])
      hasFields(await store.since('lesson', opened.epoch, 0), { policyVersion: 2 })
      await store.order('board', {})
      await store.replace('lesson', 'e', bytes(1))
      hasFields(await store.orders('lesson'), { policyVersion: 2 })
      await store.replace('lesson', 'e2', null)
      const { orders, policyVersion } = await store.orders('lesson')
      same([{ ...orders }, policyVersion > 2], [{}, true])
      const reopened = (await reopen?.()) ?? store
      hasFields(await reopened.orders('lesson'), { policyVersion })
    },
  },
]
