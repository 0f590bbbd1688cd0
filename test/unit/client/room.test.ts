import { expect, test } from 'vitest'
import { joinPresence } from '../../../client/presence.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { until } from '../../support/until.ts'
import { change, fakeSockets, frames, gone, whole } from './fake-relay.ts'
import { fakeRoom } from './fake-room.ts'

const CLASS = Array.from({ length: 20 }, (_, i) =>
  whole(i, 100 + i, { name: `pupil ${i}`, x: 0, y: 0, hand: i < 3, ...(i < 3 && { handAt: i }) }),
)

test('[CP2] a frame of many is published once, and whoever is not in it is the object that they were', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  const published = { others: 0, people: 0, hands: 0 }
  for (const list of ['others', 'people', 'hands'] as const) {
    room[list].subscribe(() => {
      published[list] += 1
    })
  }
  relay.give(frames.presence(...CLASS))
  expect(published).toEqual({ others: 1, people: 1, hands: 1 })
  expect([room.others.get().length, room.people.get().length, room.hands.get().length]).toEqual([20, 21, 3])

  const before = { others: room.others.get(), people: room.people.get() }
  relay.give(frames.presence(...Array.from({ length: 10 }, (_, i) => change(i + 10, { x: 0.5, y: 0.5 }))))
  expect(published).toEqual({ others: 2, people: 2, hands: 1 })
  const isMoved = (one: { x?: number }) => one.x === 0.5
  const kept = <Item extends { x?: number }>(now: readonly Item[], before: readonly Item[]) =>
    now.filter((one) => before.includes(one) && !isMoved(one)).length
  expect(kept(room.others.get(), before.others)).toBe(10)
  expect(kept(room.people.get(), before.people)).toBe(11)
  expect(room.others.get().filter(isMoved)).toHaveLength(10)
  expect(room.people.get().filter(isMoved)).toHaveLength(10)

  // What is said again, and what is of nobody known, publishes nothing.
  relay.give(frames.presence(change(10, { x: 0.5 }), change(77, { x: 0.1 }), gone(78, 'left')))
  relay.give(frames.presence())
  expect(published).toEqual({ others: 2, people: 2, hands: 1 })

  room.self.set({ x: 1 })
  expect(published).toEqual({ others: 2, people: 3, hands: 1 })
})

test('[SE3] [CP4] [CP5] whoever left has left at once, and whoever was lost is kept for 10 s', async () => {
  const { socket, events, statuses, live } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(
    frames.presence(
      whole(1, 10, { name: 'left' }),
      whole(2, 20, { name: 'lost' }),
      whole(3, 30, { name: 'was' }),
    ),
  )
  expect(events()).toEqual([])
  relay.give(frames.presence(gone(1, 'left'), gone(2, 'lost'), whole(3, 40, { name: 'is' })))
  expect(statuses().sort()).toEqual(['is here', 'lost reconnecting', 'was reconnecting'])
  expect(events().sort()).toEqual(['joined is', 'left left', 'lost lost', 'lost was'])
  relay.give(frames.presence(whole(9, 20, { name: 'lost' })))
  expect(events()).toEqual(['back lost'])
  live(relay, 9)
  expect(statuses()).toContain('was reconnecting')
  live(relay, 1)
  expect(statuses().sort()).toEqual(['is here', 'lost here'])
  expect(events()).toEqual(['left was'])
})

test('[SE3] whoever a host removes has left at once', async () => {
  const { socket, events, statuses } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(frames.presence(whole(1, 10, { name: 'removed' }), whole(2, 20, { name: 'stays' })))
  relay.give(frames.presence(gone(1, 'removed')))
  expect(statuses()).toEqual(['stays here'])
  expect(events()).toEqual(['left removed'])
})

test('[CP6] after a loss of the socket everyone who is named again is here, and the others leave after 10 s', async () => {
  const { socket, events, statuses, pass, live } = await fakeRoom()
  const first = await socket(1)
  first.give(frames.welcome())
  first.give(frames.presence(whole(1, 10, { name: 'stays' }), whole(2, 20, { name: 'goes' })))
  first.end(1006)
  expect(statuses()).toEqual(['stays reconnecting', 'goes reconnecting'])
  pass(60_000)
  const second = await socket(2)
  second.give(frames.welcome())
  second.give(frames.presence(whole(7, 10, { name: 'stays' })))
  live(second, 9)
  expect(statuses()).toEqual(['stays here', 'goes reconnecting'])
  live(second, 1)
  expect(statuses()).toEqual(['stays here'])
  expect(events()).toEqual(['lost stays', 'lost goes', 'back stays', 'left goes'])
})

test('[CW4] own presence is announced, then changes of it go, and a new socket is told everything', async () => {
  const { room, socket, pass } = await fakeRoom()
  const first = await socket(1)
  first.give(frames.welcome())
  room.self.set({ x: 0.5, y: 0.25 })
  pass(50)
  expect(first.said).toEqual([[{ name: 'self' }], { changes: [{ set: { x: 0.5, y: 0.25 }, cleared: [] }] }])
  first.end(1006)
  pass(1_000)
  const second = await socket(2)
  expect(second.said).toEqual([[{ name: 'self', x: 0.5, y: 0.25 }]])
})

test('[SE5] [CW4] whoever is welcomed again, with another role, tells all of itself', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome('viewer'))
  room.self.set({ x: 0.5 })
  pass(50)
  relay.give(frames.welcome('member'))
  room.self.set({ x: 1 })
  pass(50)
  expect(relay.said.slice(2)).toEqual([
    [{ name: 'self', x: 0.5 }],
    { changes: [{ set: { x: 1 }, cleared: [] }] },
  ])
})

test('[SE1] whoever is welcomed again as before says nothing again', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  relay.give(frames.welcome('member', { locked: true }))
  pass(50)
  expect(relay.said).toHaveLength(1)
  expect(room.rules.get().locked).toBe(true)
})

test('[SG5] C88 C90 a hand that a host lowers is down here and there, and goes up again', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  room.self.set({ hand: true })
  pass(50)
  relay.give(frames.self({ handAt: 5 }))
  expect(room.self.get()).toMatchObject({ hand: true, handAt: 5 })
  expect(room.hands.get().map(({ name }) => name)).toEqual(['self'])

  relay.give(frames.self({ hand: false }))
  expect(room.self.get().hand).toBe(false)
  expect(room.self.get().handAt).toBe(undefined)
  expect(room.awareness.getLocalState()?.hand).toBe(false)
  expect(room.hands.get()).toEqual([])
  // Up again within the throttle's time: the relay hears of both.
  room.self.set({ hand: true })
  pass(50)
  const hands = relay.said.slice(1).map((saying) => saying as { changes: { set: { hand?: boolean } }[] })
  expect(hands.map(({ changes }) => changes.map(({ set }) => set.hand))).toEqual([[true], [false], [true]])
  expect(room.self.get()).toEqual({ name: 'self', hand: true, rights: 'member', role: 'member' })
})

test('[SG5] where the page has emptied its presence, a hand that is lowered does not bring it back', async () => {
  const { room, socket, pass } = await fakeRoom()
  const relay = await socket(1)
  relay.give(frames.welcome())
  room.self.set({ hand: true })
  pass(50)
  room.awareness.setLocalState(null)
  relay.give(frames.self({ hand: false }))
  expect(room.awareness.getLocalState()).toBe(null)
  room.self.set({ x: 0 })
  expect(room.awareness.getLocalState()).toEqual({ name: 'self', hand: false, x: 0 })
})

test('[WI2] messages that are cut off are left alone', async () => {
  const { room, socket } = await fakeRoom()
  const relay = await socket(1)
  const welcome = frames.welcome()
  for (const frame of [welcome, frames.presence(...CLASS), frames.awareness([5, 1, { name: 'x' }])]) {
    for (let end = 1; end < Math.min(frame.length, 40); end++) relay.give(frame.slice(0, end))
  }
  for (const type of [111, 115, 116, 119]) relay.give(Uint8Array.of(type, 9, 1))
  expect([room.welcome.get(), room.notice.get()]).toEqual([null, null])
  relay.give(welcome)
  expect(room.welcome.get()?.connectionId).toBe('connection')
})

test('where no WebSocket was opened the status says at which address, without its query', async () => {
  const { sockets, WebSocketClass } = fakeSockets()
  const { environment } = fakeEnvironment(WebSocketClass)
  const room = joinPresence('ws://127.0.0.1:1235/', 'lesson', { environment })
  onTestCleanup(() => room.leave())
  const socket = await until(() => sockets[0])
  expect(socket.url).toContain('?')
  socket.end(1006)
  const reason = 'no WebSocket was opened at ws://127.0.0.1:1235/lesson'
  expect(room.status.get()).toEqual({ state: 'disconnected', attempt: 1, reason })
})

test('people alone come back when the room is another one: nothing here is of the one before', async () => {
  const { sockets, WebSocketClass } = fakeSockets()
  const { environment } = fakeEnvironment(WebSocketClass)
  const room = joinPresence('ws://relay', 'lesson', { environment })
  onTestCleanup(() => room.leave())
  const socket = await until(() => sockets[0])
  socket.end(4409)
  expect(room.status.get().state).toBe('disconnected')
})
