import { expect, test } from 'vitest'
import {
  Awareness,
  applyAwarenessUpdate,
  encodeAwarenessUpdate,
  removeAwarenessStates,
} from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { joinRoom } from '../../../../client/index.ts'
import { type PersonEvent, presenceOver } from '../../../../client/presence.ts'
import { onTestCleanup } from '../../../support/cleanup.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'

const NETWORK = 'network'

/** Awareness instances that tell each other all, as a provider does, and what they have heard to one that comes late. */
const network = () => {
  const all: Awareness[] = []
  return () => {
    const awareness = new Awareness(new Doc())
    onTestCleanup(() => awareness.doc.destroy())
    const give = (to: Awareness, from: Awareness, clientIds: number[]) =>
      applyAwarenessUpdate(to, encodeAwarenessUpdate(from, clientIds), NETWORK)
    const hear = () => {
      const known = all.find((other) => other !== awareness)
      if (known !== undefined) give(awareness, known, [...known.states.keys()])
    }
    all.push(awareness)
    awareness.on('update', (change: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown) => {
      if (origin === NETWORK || origin === 'lost') return
      for (const other of all) if (other !== awareness) give(other, awareness, Object.values(change).flat())
    })
    return { awareness, hear }
  }
}

const over = (awareness: Awareness, presence?: Record<string, unknown>) => {
  const fake = fakeEnvironment()
  const room = presenceOver(awareness, { environment: fake.environment, ...(presence && { presence }) })
  onTestCleanup(() => room.stop())
  const events: string[] = []
  room.people.listen(({ type, person }: PersonEvent) => events.push(`${type} ${person.name}`))
  const names = () =>
    room.people.get().map(({ name, isSelf, status }) => `${isSelf ? 'self' : name} ${status}`)
  return { room, events: () => events.splice(0), names: () => names().sort(), fake }
}

test('[X45] presenceOver an Awareness: people, others and own presence, both ways', () => {
  const join = network()
  const [a, b] = [join(), join()]
  const ada = over(a.awareness, { name: 'Ada', x: 0.5 })
  const teacher = over(b.awareness, { name: 'teacher' })
  expect(ada.names()).toEqual(['self here', 'teacher here'])
  b.hear()
  expect(teacher.names()).toEqual(['Ada here', 'self here'])
  ada.room.self.set({ x: 0.75, emoji: '👍' })
  expect(teacher.room.others.get()).toMatchObject([{ name: 'Ada', x: 0.75, emoji: '👍', status: 'here' }])
  expect(ada.room.self.get()).toEqual({ name: 'Ada', x: 0.75, emoji: '👍' })
})

test('[X45] who is there already is no news, a goodbye is a leave at once, and an entry that is taken away is lost', () => {
  const join = network()
  const [a, b, c] = [join(), join(), join()]
  over(a.awareness, { name: 'Ada' })
  over(b.awareness, { name: 'pupil' })
  const teacher = over(c.awareness, { name: 'teacher' })
  expect(teacher.events()).toEqual([])
  const late = join()
  over(late.awareness, { name: 'late' })
  expect(teacher.events()).toEqual(['joined late'])
  a.awareness.setLocalState(null)
  expect(teacher.events()).toEqual(['left Ada'])
  removeAwarenessStates(c.awareness, [b.awareness.clientID], 'lost')
  expect(teacher.events()).toEqual(['lost pupil'])
  teacher.fake.pass(9_999)
  expect(teacher.names()).toContain('pupil reconnecting')
  b.awareness.setLocalState(b.awareness.getLocalState())
  expect(teacher.events()).toEqual(['back pupil'])
  removeAwarenessStates(c.awareness, [b.awareness.clientID], 'lost')
  teacher.fake.pass(10_000)
  expect(teacher.events()).toEqual(['lost pupil', 'left pupil'])
})

test('[X45] hands stand in the order in which they were seen here, own ones too', () => {
  const join = network()
  const rooms = ['first', 'second', 'third'].map((name) => over(join().awareness, { name }))
  const hands = (index: number) => rooms[index]?.room.hands.get().map(({ name }) => name)
  for (const index of [2, 0, 1]) {
    for (const { fake } of rooms) fake.pass(1_000)
    rooms[index]?.room.self.set({ hand: true })
  }
  for (const index of [0, 1, 2]) expect(hands(index)).toEqual(['third', 'first', 'second'])
  for (const { fake } of rooms) fake.pass(1_000)
  rooms[2]?.room.self.set({ hand: false })
  for (const { fake } of rooms) fake.pass(1_000)
  rooms[2]?.room.self.set({ hand: true })
  for (const index of [0, 1, 2]) expect(hands(index)).toEqual(['first', 'second', 'third'])
})

test('[X50] an id that somebody says counts for nothing: each client is a person', () => {
  const join = network()
  const [a, b, c] = [join(), join(), join()]
  for (const { awareness } of [a, b]) awareness.setLocalState({ name: 'twin', id: 'guest-7', role: 'host' })
  const teacher = over(c.awareness)
  c.hear()
  expect(teacher.room.people.get()).toHaveLength(2)
  expect(teacher.room.people.get()[0]).not.toHaveProperty('id')
  expect(teacher.names()).not.toContain('self here')
})

test('[X45] stop leaves no timer and no listener, and the Awareness with what was said', () => {
  const join = network()
  const [a, b] = [join(), join()]
  const observers = () => ['change', 'update'].map((name) => a.awareness._observers.get(name)?.size ?? 0)
  const before = observers()
  const ada = over(a.awareness, { name: 'Ada' })
  over(b.awareness, { name: 'pupil' })
  removeAwarenessStates(a.awareness, [b.awareness.clientID], 'lost')
  ada.room.stop()
  expect(observers()).toEqual(before)
  expect([ada.fake.timerCount, ada.fake.listenerCount]).toEqual([0, 0])
  expect(a.awareness.getLocalState()).toEqual({ name: 'Ada' })
})

test('[X45] what is no Awareness, and presence that is too large, is a TypeError', () => {
  const { awareness } = network()()
  for (const value of [undefined, null, {}, 'awareness', awareness.doc])
    expect(() => presenceOver(value as Awareness)).toThrow(TypeError)
  const fake = fakeEnvironment()
  const presence = { note: 'x'.repeat(20_000) }
  expect(() => presenceOver(awareness, { environment: fake.environment, presence })).toThrow('field note')
  expect(fake.listenerCount).toBe(0)
})

test("the names that the lists say themselves come from nobody's state", () => {
  const join = network()
  const [a, b] = [join(), join()]
  const ours = { clientIds: [1], clientId: 1, key: 'id:ada', isSelf: true, status: 'away' }
  const ada = over(a.awareness, { name: 'Ada' })
  over(b.awareness, { name: 'teacher', ...ours })
  const { clientID } = b.awareness
  expect(ada.room.others.get()).toEqual([{ name: 'teacher', clientId: clientID, status: 'here' }])
  const known = { key: `client:${clientID}`, clientIds: [clientID], isSelf: false, status: 'here' }
  expect(ada.room.people.get()).toContainEqual({ name: 'teacher', ...known })
})

test('what was said before is shown from the start, over an Awareness and in a room', () => {
  const { awareness } = network()()
  awareness.setLocalState({ name: 'Ada', hand: true })
  const { room, fake } = over(awareness)
  const seen = [{ name: 'Ada', hand: true, handAt: fake.environment.wallMs(), isSelf: true }]
  expect(room.people.get()).toMatchObject(seen)
  expect(room.hands.get()).toMatchObject(seen)
  const joined = joinRoom('ws://127.0.0.1:9', 'lesson', { awareness, environment: fake.environment })
  onTestCleanup(() => joined.leave())
  expect(joined.people.get()).toMatchObject([{ name: 'Ada', hand: true, isSelf: true }])
})

test('over an Awareness a hand is up since it was first seen here, whatever is said of it', () => {
  const join = network()
  const [a, b] = [join(), join()]
  const { room, fake } = over(a.awareness, { name: 'Ada' })
  room.self.set({ hand: true })
  fake.pass(1_000)
  b.awareness.setLocalState({ name: 'pupil', hand: true, handAt: 1 })
  const seenMs = fake.environment.wallMs()
  expect(room.hands.get().map(({ name, handAt }) => [name, handAt])).toEqual([
    ['Ada', seenMs - 1_000],
    ['pupil', seenMs],
  ])
})
