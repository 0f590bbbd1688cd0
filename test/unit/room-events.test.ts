import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomEvent } from '../../server/events/room-event.ts'
import { hubHarness, LESSON, someone, textOf, write } from '../support/hub-harness.ts'

/** What a listener of the events of `harness` is told from now on. */
const heardIn = ({ events }: ReturnType<typeof hubHarness>) => {
  const heard: RoomEvent[] = []
  const stop = events.listen((event) => heard.push(event))
  return { heard, stop, types: () => heard.map(({ type }) => type) }
}

const ADA = { id: 'ada', name: 'Ada', role: 'host', mayRename: false } as const

test('a room is opened, people come, write and go, and the room is closed', async () => {
  const harness = hubHarness()
  const { heard, types } = heardIn(harness)
  const { member } = someone()
  const ada = { ...member, id: 'first', identity: ADA }
  const here = await harness.enter(LESSON, { member: ada })
  write(here, 'Hello')
  here.room.signal(ada, { kind: 'bell', data: { loud: true }, to: [] })
  harness.advance(5_000)
  here.room.leave(ada, 'removed')
  harness.idle()
  await expect.poll(types).toContain('room.closed')

  const atMs = Date.UTC(2030, 0, 1)
  const person = { id: 'ada', name: 'Ada', role: 'host', connection: 'first', source: 'client' }
  const update = expect.any(Uint8Array)
  expect(heard).toEqual([
    { type: 'room.opened', room: LESSON, atMs },
    { type: 'person.joined', room: LESSON, atMs, person },
    { type: 'document.changed', room: LESSON, atMs, update, by: person },
    { type: 'signal.sent', room: LESSON, atMs, kind: 'bell', data: { loud: true }, by: person },
    {
      ...{ type: 'person.left', room: LESSON, atMs: atMs + 5_000, person },
      ...{ reason: 'removed', joinedAtMs: atMs },
    },
    { type: 'room.closed', room: LESSON, atMs: expect.any(Number) },
  ])
  const [changed] = heard.filter((event) => event.type === 'document.changed')
  const doc = new Y.Doc()
  Y.applyUpdate(doc, changed?.update ?? Uint8Array.of())
  expect(doc.getText('text').toString()).toBe('Hello')
})

test('what was sent by the API has a sender without a connection', async () => {
  const harness = hubHarness()
  const { room } = await harness.enter()
  const { heard } = heardIn(harness)
  const identity = { id: null, name: 'School', role: 'host', mayRename: true } as const
  room.signal({ ...someone().member, identity, source: 'http' }, { kind: 'bell', data: 1, to: [] })
  expect(heard).toMatchObject([
    { by: { id: null, name: 'School', role: 'host', connection: null, source: 'server' } },
  ])
})

test('nobody is told of those on another node, and of those who had come before somebody listened', async () => {
  const harness = hubHarness()
  const early = await harness.enter()
  const { heard } = heardIn(harness)
  const { member } = someone()
  const far = await harness.enter(LESSON, { member: { ...member, source: 'node' } })
  write(far, 'from afar')
  far.leave()
  early.leave()
  expect(heard).toEqual([])
})

test('a listener that throws keeps nothing from the others, and the room goes on', async () => {
  const harness = hubHarness()
  harness.events.listen(() => {
    throw new Error('a listener')
  })
  const { types } = heardIn(harness)
  const here = await harness.enter()
  write(here, 'Hello')
  expect(types()).toEqual(['room.opened', 'person.joined', 'document.changed'])
  expect(textOf(here.room)).toBe('Hello')
  expect(here.room.hasFailed).toBe(false)
  expect(await harness.metric('homeroom_failures_total', { where: 'listener' })).toBe(3)
})

test('a listener that has ended is told nothing more', async () => {
  const harness = hubHarness()
  const { heard, stop } = heardIn(harness)
  stop()
  await harness.enter()
  expect(heard).toEqual([])
})

test('a replaced room is closed, and a closed relay closes its rooms once', async () => {
  const harness = hubHarness()
  const { types } = heardIn(harness)
  await harness.hub.load(LESSON)
  await harness.hub.replace(LESSON, null)
  const first = ['room.opened', 'document.replaced', 'room.closed']
  expect(types()).toEqual(first)
  await harness.hub.load(LESSON)
  harness.hub.close()
  harness.hub.close()
  expect(types()).toEqual([...first, 'room.opened', 'room.closed'])
  expect(harness.hub.size).toBe(0)
})
