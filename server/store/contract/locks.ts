import { setTimeout as pause } from 'node:timers/promises'
import { type ContractCase, same } from './case.ts'

const LONG_MS = 600_000
const SHORT_MS = 50

/** What every store does that has locks of rooms. */
export const lockCases: readonly ContractCase[] = [
  {
    name: '[ST12] the lock of a room has one holder at a time, who may renew it, and alone gives it back',
    async run(open) {
      const { store } = await open()
      if (store.lock === undefined) return
      same(await store.lock('lesson', 'ada', LONG_MS), true)
      same(await store.lock('lesson', 'ben', LONG_MS), false)
      same(await store.lock('board', 'ben', LONG_MS), true)
      same(await store.lock('lesson', 'ada', LONG_MS), true)
      await store.unlock?.('lesson', 'ben')
      same(await store.lock('lesson', 'ben', LONG_MS), false)
      await store.unlock?.('lesson', 'ada')
      same(await store.lock('lesson', 'ben', LONG_MS), true)
      same(await store.lock('lesson', 'ada', LONG_MS), false)
      await store.unlock?.('never locked', 'ada')
    },
  },

  {
    name: '[ST12] of many who ask for a lock in the same moment one has it',
    async run(open) {
      const { store } = await open()
      if (store.lock === undefined) return
      for (const room of ['lesson', 'board', 'lesson']) {
        const holders = Array.from({ length: 16 }, (_, index) => `holder ${index}`)
        const given = await Promise.all(holders.map((holder) => store.lock?.(room, holder, LONG_MS)))
        same(given.filter(Boolean).length, 1)
        await store.unlock?.(room, holders[given.indexOf(true)] ?? '')
      }
    },
  },

  {
    name: '[ST12] a lock that nobody gives back ends by itself, and the one who had it may not take it from the next one',
    async run(open) {
      const { store } = await open()
      if (store.lock === undefined) return
      same(await store.lock('lesson', 'ada', SHORT_MS), true)
      await pause(2 * SHORT_MS)
      same(await store.lock('lesson', 'ben', LONG_MS), true)
      same(await store.lock('lesson', 'ada', LONG_MS), false)
      await store.unlock?.('lesson', 'ada')
      same(await store.lock('lesson', 'cleo', LONG_MS), false)
    },
  },

  {
    name: '[ST12] a lock keeps nobody from reading and writing, makes no room, and is no part of what is kept',
    async run(open) {
      const { store } = await open()
      if (store.lock === undefined) return
      same(await store.lock('lesson', 'ada', LONG_MS), true)
      same(await store.list(), [])
      same((await store.open('lesson')).isNew, true)
      same(await store.append([{ room: 'lesson', epoch: 'e', batch: [Uint8Array.of(1)] }]), [1])
      await store.replace('lesson', 'e2', null)
      same(await store.lock('lesson', 'ben', LONG_MS), false)
      same(await store.kept?.('versions'), store.kept && [])
    },
  },
]
