import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { RoomHandles } from '../../server/handle/room-handles.ts'
import { breakYjs } from '../support/broken-yjs.ts'
import { docOf, hubHarness, LESSON, someone, textOf, write } from '../support/hub-harness.ts'
import { until } from '../support/until.ts'

/** Handles of rooms whose time and store a test moves by hand. */
const setUp = (options: Parameters<typeof hubHarness>[0] = {}) => {
  const harness = hubHarness(options)
  const { context, hub, turns } = harness
  const handles = new RoomHandles({
    ...context,
    hub,
    turns,
    roles: {},
    versions: null,
    chat: null,
    others: null,
  })
  return { ...harness, handles }
}

const docWith = (text: string): Y.Doc => {
  const doc = new Y.Doc()
  insert(text)(doc)
  return doc
}

const insert = (text: string) => (doc: Y.Doc) => doc.getText('text').insert(0, text)

test('a room that has failed ends its handles, and a new one has what was stored', async () => {
  const { hub, handles } = setUp()
  const room = await handles.open(LESSON)
  await room.transact(insert('kept'))
  const ends: unknown[] = []
  room.on('end', (why) => ends.push(why))
  const inside = hub.peek(LESSON)
  if (inside === null) throw new Error('the room is not there')
  breakYjs(inside.document)
  await expect(room.transact(insert('breaks '))).rejects.toMatchObject({ code: 'bad-update' })
  await expect(room.transact(insert('lost '))).rejects.toMatchObject({ code: 'try-later' })
  hub.sweep()
  await until(() => ends.length > 0)
  expect(ends).toEqual(['try-later'])
  await expect(room.transact(insert('no'))).rejects.toMatchObject({ code: 'try-later' })
  const fresh = await handles.open(LESSON)
  expect(await fresh.read((doc) => doc.getText('text').toString())).toBe('kept')
})

test('a copy of a document is let go of when nobody uses it, and its memory counts as long as it is there', async () => {
  const { handles, metric, advance } = setUp()
  const room = await handles.open(LESSON)
  await room.update(Y.encodeStateAsUpdate(docWith('x'.repeat(50_000))))
  const bytes = () => metric('homeroom_document_bytes')
  /** What an edit of this size adds. */
  const growth = async () => {
    const before = await bytes()
    const stored = room.update(Y.encodeStateAsUpdate(docWith('y'.repeat(1_000))))
    const after = await bytes()
    // The journal collects for a moment.
    advance(1_000)
    await stored
    return after - before
  }
  const growthAlone = await growth()
  const alone = await bytes()
  await room.read(() => undefined)
  const beside = await bytes()
  expect(beside).toBeGreaterThan(alone + 50_000)
  advance(30_000)
  handles.sweep()
  expect(await bytes()).toBe(beside)
  advance(30_000)
  handles.sweep()
  expect(await bytes()).toBe(alone)
  expect(await room.read((doc) => doc.getText('text').length)).toBe(51_000)
  expect(await growth(), 'the copy grows, too').toBeGreaterThan(1.5 * growthAlone)
  advance(60_000)
  handles.sweep()
  expect(await growth(), 'the copy hears nothing any more').toBeLessThan(1.5 * growthAlone)
  await room.read(() => undefined)
  const kept = await bytes()
  await room.close()
  handles.sweep()
  expect(await bytes(), 'without a handle there is no copy').toBeLessThan(kept)
})

test('where there is no memory for a copy, an edit is refused and an update is not', async () => {
  const memory = 100_000
  const { handles, enter } = setUp({ limits: { ...DEFAULT_LIMITS, memory } })
  const inside = await enter()
  write(inside, 'x'.repeat(memory))
  const room = await handles.open(LESSON)
  await expect(room.transact(insert('no'))).rejects.toMatchObject({ code: 'document-too-large' })
  const doc = docOf(inside.room)
  const before = Y.encodeStateVector(doc)
  doc.getText('text').delete(0, doc.getText('text').length)
  expect(await room.update(Y.encodeStateAsUpdate(doc, before))).toBe('whole')
  expect(textOf(inside.room)).toBe('')
})

test('a handle answers for its entry at once, so that nobody takes it over', async () => {
  const { hub, handles, advance } = setUp()
  const handle = await handles.open(LESSON)
  handle.presence.set({ name: 'Bot' })
  const { member } = someone()
  const entered = await hub.enter(LESSON, member, () => undefined)
  expect(entered.ok).toBe(true)
  const room = hub.peek(LESSON)
  const stateBytes = Buffer.from('{"name":"Eve"}')
  expect(room?.awareness(member, [{ clientId: handle.clientId, clock: 5, stateBytes }], true).ok).toBe(true)
  for (let seconds = 0; seconds < 60; seconds++) {
    advance(1_000)
    hub.sweep()
  }
  expect(handle.presence.get()).toEqual([{ clientId: handle.clientId, state: { name: 'Bot' } }])
})

test('a room that is replaced while it is opened is opened as it is then', async () => {
  // Each time the room is gone a little later in the opening.
  for (let ticks = 0; ticks < 40; ticks++) {
    const { hub, handles, metric } = setUp()
    await hub.load(LESSON)
    const replaced = hub.replace(LESSON, Y.encodeStateAsUpdate(docWith('after')))
    for (let tick = 0; tick < ticks; tick++) await undefined
    const room = await handles.open(LESSON)
    await replaced
    await room.close()
    const fresh = await handles.open(LESSON)
    expect(await fresh.read((doc) => doc.getText('text').toString())).toBe('after')
    expect(await metric('homeroom_room_handles')).toBe(1)
  }
})

test('an edit that the store never takes is given up with the relay', async () => {
  const { handles, fail, calls } = setUp()
  const room = await handles.open(LESSON)
  fail('append')
  const edited = room.transact(insert('lost')).catch((error: unknown) => error)
  await until(() => calls('append') > 0)
  handles.drain()
  handles.abandon()
  expect(await edited).toMatchObject({ code: 'draining' })
})
