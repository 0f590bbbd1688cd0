import { expect, test } from 'vitest'
import { OwnPresenceSaid } from '../../../../client/presence/own-presence.ts'
import type { JsonObject } from '../../../../shared/index.ts'
import { sayingOf } from '../fake-relay.ts'

const start = (stamps: JsonObject = {}) => {
  const own = new OwnPresenceSaid(() => stamps)
  const tell = (isWelcome: boolean, isUnseen: boolean) => (state: object | null) => {
    const message = own.tell({
      clientId: 1,
      state: state as JsonObject | null,
      clock: 1,
      isWelcome,
      isUnseen,
    })
    if (!message.ok) return message.fault.code
    return message.value === null ? null : sayingOf(message.value)
  }
  return { own, announce: tell(false, false), tell: tell(true, false), tellUnseen: tell(true, true) }
}

const changes = (set: object, ...cleared: string[]) => ({ changes: [{ set, cleared }] })

test('[CW4] after the welcome only what changed is said, and nothing where nothing did', () => {
  const { announce, tell } = start()
  expect(announce({ name: 'Ada', x: 0, cursor: { anchor: 1 } })).toEqual([
    { name: 'Ada', x: 0, cursor: { anchor: 1 } },
  ])
  expect(tell({ name: 'Ada', x: 0.5, y: 0.5, cursor: { anchor: 1 } })).toEqual(changes({ x: 0.5, y: 0.5 }))
  expect(tell({ name: 'Ada', x: 0.5, y: 0.5, cursor: { anchor: 1 } })).toBeNull()
  expect(tell({ x: 0.5, y: 0.5, cursor: { anchor: 2 } })).toEqual(changes({ cursor: { anchor: 2 } }, 'name'))
})

test('[RT2] a move that nobody sees is said with what comes next', () => {
  const { announce, tell, tellUnseen } = start()
  announce({ name: 'Ada', x: 0, y: 0 })
  expect(tellUnseen({ name: 'Ada', x: 0.5, y: 0 })).toBeNull()
  expect(tellUnseen({ name: 'Ada', x: 0.5, y: 0.5 })).toBeNull()
  expect(tellUnseen({ name: 'Ada', x: 0.5, y: 0.5, hand: true })).toEqual(
    changes({ x: 0.5, y: 0.5, hand: true }),
  )
  expect(tellUnseen({ name: 'Ada', x: 0.6, y: 0.5, hand: true })).toBeNull()
  // A pointer that is taken off the page is no move.
  expect(tellUnseen({ name: 'Ada', hand: true })).toEqual(changes({}, 'x', 'y'))
  expect(tellUnseen({ name: 'Ada', hand: true, x: 1, y: 1 })).toBeNull()
  expect(tell({ name: 'Ada', hand: true, x: 1, y: 1 })).toEqual(changes({ x: 1, y: 1 }))
})

test('[CW4] what changes between the announcement and the welcome is said whole, and is built on', () => {
  const { announce, tell } = start()
  announce({ name: 'Ada' })
  expect(announce({ name: 'Ada', hand: true })).toEqual([{ name: 'Ada', hand: true }])
  expect(tell({ name: 'Ada', hand: true, x: 1 })).toEqual(changes({ x: 1 }))
})

test('[CW4] changes build on what was announced, stamps too', () => {
  const { announce, tell } = start({ handAt: 5 })
  expect(announce({ hand: true })).toEqual([{ hand: true, handAt: 5 }])
  expect(tell({ hand: true, emoji: '👍' })).toEqual(changes({ emoji: '👍' }, 'handAt'))
  expect(tell({ hand: true, emoji: '👍' })).toBeNull()
})

test('[CW4] a goodbye is said whole, once, and so is what comes after it', () => {
  const { announce, tell } = start()
  expect(announce(null)).toBeNull()
  expect(tell(null)).toBeNull()
  expect(tell({ x: 0 })).toEqual([{ x: 0 }])
  expect(tell(null)).toEqual([null])
  expect(tell(null)).toBeNull()
  expect(tell({ x: 0 })).toEqual([{ x: 0 }])
  expect(tell({ x: 1 })).toEqual(changes({ x: 1 }))
})

test('[CW4] what was forgotten is said whole', () => {
  const { own, announce, tell } = start()
  announce({ x: 0 })
  own.forget()
  expect(tell({ x: 0 })).toEqual([{ x: 0 }])
})

test('[CL7] without a welcome everything is said whole, a renewal too: nobody else renews it', () => {
  const { announce } = start()
  announce({ x: 0 })
  expect(announce({ x: 0 })).toEqual([{ x: 0 }])
})

test('a state is what its JSON is: fields that are undefined are none, and objects write themselves', () => {
  const { announce, tell } = start()
  const at = new Date(5)
  announce({ x: 0, at })
  expect(tell({ x: undefined, note: undefined, at })).toEqual(changes({}, 'x'))
  expect(tell({ at, y: Number.NaN })).toEqual(changes({ y: null }))
})
