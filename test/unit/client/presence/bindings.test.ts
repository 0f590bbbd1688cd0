import { expect, test } from 'vitest'
import { frames, whole } from '../fake-relay.ts'
import { fakeRoom } from '../fake-room.ts'

const silentRoom = async () => {
  const made = await fakeRoom({ presence: undefined })
  const relay = await made.socket(1)
  relay.give(frames.welcome())
  relay.give(frames.presence(whole(1, 10, { name: 'other' })))
  const people = () => made.room.people.get().map(({ name, isSelf }) => (isSelf ? 'self' : name))
  return { ...made, relay, people }
}

test('[X44] a client that has said nothing is nobody, here and in the room', async () => {
  const { room, relay, people, pass } = await silentRoom()
  expect(room.awareness.getLocalState()).toEqual({})
  room.awareness.setLocalState(room.awareness.getLocalState())
  pass(20_000)
  expect(people()).toEqual(['other'])
  expect(relay.said).toEqual([])
})

test('[X44] [CL15] a field that a binding sets is seen by everyone, and makes this client one of the people', async () => {
  const { room, relay, people, pass } = await silentRoom()
  room.awareness.setLocalStateField('cursor', null)
  expect(people()).toEqual(['other'])
  room.awareness.setLocalStateField('cursor', { anchor: 1 })
  pass(50)
  expect(people().sort()).toEqual(['other', 'self'])
  expect(relay.said).toEqual([[{ cursor: { anchor: 1 } }]])
  // The editor has no selection any more: its person stays.
  room.awareness.setLocalStateField('cursor', null)
  pass(50)
  expect(people().sort()).toEqual(['other', 'self'])
  room.awareness.setLocalState(null)
  pass(50)
  expect(people()).toEqual(['other'])
  expect(relay.said.slice(1)).toEqual([{ changes: [{ set: { cursor: null }, cleared: [] }] }, [null]])
})

test('[X44] presence that is empty is presence: `presence: {}` and `set({})` make somebody without a name', async () => {
  const { room, relay, people, pass } = await silentRoom()
  room.self.set({})
  pass(50)
  expect(people().sort()).toEqual(['other', 'self'])
  expect(relay.said).toEqual([[{}]])
  const other = await fakeRoom({ presence: {} })
  expect(other.room.people.get()).toHaveLength(1)
})

test('[X44] what self.set has said stays when a binding sets a whole state, and a binding may say another name', async () => {
  const { room, relay, pass } = await silentRoom()
  room.self.set({ name: 'Ada', hand: true, x: 0.5 })
  room.awareness.setLocalState({ name: 'Ada L.', focusing: true })
  expect(room.awareness.getLocalState()).toEqual({ name: 'Ada L.', focusing: true, hand: true, x: 0.5 })
  room.self.set({ hand: undefined })
  room.awareness.setLocalState({ focusing: false })
  expect(room.awareness.getLocalState()).toEqual({ name: 'Ada', focusing: false, x: 0.5 })
  pass(50)
  expect(JSON.stringify(relay.said.at(-1))).not.toContain('null')
})

test('[X44] a page that is put away shows nobody who has said nothing', async () => {
  const { room, relay, people, pass, hint } = await silentRoom()
  hint('hidden')
  pass(40_000)
  hint('visible')
  expect(people()).toEqual(['other'])
  expect(relay.said).toEqual([])
  room.self.set({ name: 'Ada' })
  hint('hidden')
  pass(40_000)
  expect(room.self.get().away).toBe(true)
})
