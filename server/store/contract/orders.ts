import { appendTo } from '../store.ts'
import { bytes, type ContractCase, hasFields, rejects, same } from './case.ts'

/** What every store does with what hosts order. */
export const orderCases: readonly ContractCase[] = [
  {
    name: '[ST7] keeps orders of a room by their names, sets and takes away what it is told, and leaves the rest',
    async run(open) {
      const { store } = await open()
      same((await store.orders('lesson')).orders, {})
      await store.order('lesson', { locked: 'true', 'role ada': 'host', 'role ben': 'viewer' })
      await store.order('lesson', { locked: null, 'role ada': 'member', never: null })
      await store.order('lesson', {})
      same({ ...(await store.orders('lesson')).orders }, { 'role ada': 'member', 'role ben': 'viewer' })
      const names = ['__proto__', 'constructor', '', "o'", 'role 教室 𠀀', 'role  two spaces']
      const odd = Object.fromEntries(names.map((name) => [name, name]))
      await store.order('odd', odd)
      same(Object.entries((await store.orders('odd')).orders).sort(), Object.entries(odd).sort())
    },
  },

  {
    name: '[ST7][X28] orders of one room are no orders of another one, and make no room',
    async run(open) {
      const { store } = await open()
      for (let room = 0; room < 50; room++) await store.order(`room ${room}`, { locked: `${room}` })
      for (let room = 1; room < 50; room++) await store.order(`room ${room}`, { locked: null })
      same({ ...(await store.orders('room 0')).orders }, { locked: '0' })
      same((await store.orders('room 1')).orders, {})
      same(await store.list(), [])
      hasFields(await store.open('room 0'), { isNew: true, updates: [] })
    },
  },

  {
    name: '[ST7] gives the orders whose names begin as it is asked, and leaves orders out only where the caller has them',
    async run(open) {
      const { store } = await open()
      await store.order('lesson', { 'wait ada': '1', wait_ben: '2', 'link 7': '3', 'link 7b': '4' })
      const some = await store.orders('lesson', 'link 7')
      hasFields({ ...some.orders }, { 'link 7': '3', 'link 7b': '4' })
      hasFields(some, { policyVersion: 1 })
      same((await store.orders('board', 'link ')).orders, {})
      const ours = await store.order('lesson', { locked: 'true' }, 1)
      hasFields(ours, { policyVersion: 2 })
      const others = await store.order('lesson', { locked: null, gc: 'true' }, 1)
      const { orders } = await store.orders('lesson')
      same([{ ...others.orders }, others.policyVersion], [{ ...orders }, 3])
      same(orders.gc, 'true')
    },
  },

  {
    name: '[ST7] orders stay with a room that is replaced, and go with one that is deleted',
    async run(open) {
      const { store } = await open()
      for (const room of ['replaced', 'deleted']) {
        await appendTo(store, room, 'e1', [bytes(1)])
        await store.order(room, { 'removed ada': '7' })
      }
      await store.replace('replaced', 'e2', bytes(2))
      await store.replace('deleted', 'e2', null)
      same({ ...(await store.orders('replaced')).orders }, { 'removed ada': '7' })
      same((await store.orders('deleted')).orders, {})
    },
  },

  {
    name: '[ST7] orders that cannot be stored change nothing',
    async run(open) {
      const { store } = await open()
      await store.order('lesson', { locked: 'true' })
      const bad = { locked: null, 'role ada': {} as unknown as string }
      await rejects(store.order('lesson', bad))
      same({ ...(await store.orders('lesson')).orders }, { locked: 'true' })
    },
  },
]
