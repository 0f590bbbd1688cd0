import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seeded as seed } from '../../client/document/seed.ts'
import type { RoomContent } from '../../server/index.ts'
import { hookHarness } from '../support/hook-harness.ts'
import { docOf, hubHarness, LESSON, someone, textOf, write } from '../support/hub-harness.ts'

type SeededRoom = Parameters<typeof seed>[1]

const HELLO = (doc: Y.Doc) => doc.getText('text').insert(0, 'Hello')

/** A document of the host's own, as an update. */
const updateOf = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, text)
  return Y.encodeStateAsUpdate(doc)
}

test('[X15] everybody who waits for a new room waits for one call, and the content is there once', async () => {
  let calls = 0
  const gate = Promise.withResolvers<void>()
  const harness = hookHarness({
    async onLoad({ room }) {
      calls += 1
      await gate.promise
      return room === LESSON ? HELLO : null
    },
  })
  const entering = Array.from({ length: 30 }, () => harness.enter())
  gate.resolve()
  const [first] = await Promise.all(entering)
  expect(calls).toBe(1)
  expect(first && textOf(first.room)).toBe('Hello')
  expect((await harness.inner.open(LESSON)).updates).toHaveLength(1)
  expect(await harness.calls('onLoad', 'done')).toBe(1)
})

test('[X15] the content is in the store before anybody is in the room', async () => {
  const harness = hookHarness({ onLoad: () => HELLO })
  const release = harness.hold('append')
  let isIn = false
  const entering = harness.enter().then((entered) => {
    isIn = true
    return entered
  })
  await expect.poll(() => harness.calls('onLoad', 'done')).toBe(1)
  await expect.poll(() => harness.callsOf('append')).toBe(1)
  expect(isIn).toBe(false)
  release()
  expect(textOf((await entering).room)).toBe('Hello')
})

test('[X15] a room that was filled is not filled again: not when it is loaded anew, and not when it was emptied', async () => {
  let calls = 0
  const harness = hookHarness({
    onLoad() {
      calls += 1
      return HELLO
    },
  })
  const { room, leave } = await harness.enter()
  leave()
  harness.idle()
  await expect.poll(() => harness.hub.size).toBe(0)
  const again = await harness.enter()
  expect(again.room).not.toBe(room)
  expect(textOf(again.room)).toBe('Hello')
  await harness.hub.replace(LESSON, null)
  expect(textOf((await harness.enter()).room)).toBe('')
  expect(calls).toBe(1)
})

test.each<[string, (value: string) => RoomContent]>([
  ['written by a function', (value) => (doc) => doc.getText('text').insert(0, value)],
  ['an update', updateOf],
])(
  '[X15] of two relays over one store the first one fills a room, also with %s that differs',
  async (_, contentOf) => {
    const gate = Promise.withResolvers<void>()
    const [one, other] = ['one', 'other'].map((value) =>
      hookHarness({
        async onLoad() {
          await gate.promise
          return contentOf(value)
        },
      }),
    )
    if (one === undefined || other === undefined) throw new Error('there are two')
    for (const method of ['append', 'open', 'adopt', 'orders'] as const)
      Object.assign(other.inner, { [method]: one.inner[method] })
    const entering = [one.enter(), other.enter()]
    gate.resolve()
    const texts = (await Promise.all(entering)).map(({ room }) => textOf(room))
    expect(['one', 'other']).toContain(texts[0])
    expect(texts[1]).toBe(texts[0])
    expect((await one.inner.open(LESSON)).updates).toHaveLength(1)
  },
)

test('[X15] what a function writes is one update everywhere, and the one of the client’s seed', async () => {
  const rooms = await Promise.all(
    [1, 2].map(async () => (await hookHarness({ onLoad: () => HELLO }).enter()).room),
  )
  expect(new Set(rooms.map(({ epoch }) => epoch)).size).toBe(1)
  const seeded = new Y.Doc()
  const [status, welcome] = [{ state: 'connected' } as const, null].map((value) => ({
    get: () => value,
    subscribe: () => () => undefined,
  })) as unknown as [SeededRoom['status'], SeededRoom['welcome']]
  await seed(HELLO, { doc: seeded, status, welcome })
  for (const room of rooms) Y.applyUpdate(seeded, Y.encodeStateAsUpdate(docOf(room)))
  expect(seeded.getText('text').toString()).toBe('Hello')
})

test.each<[string, (attempt: number) => unknown]>([
  [
    'throws',
    () => {
      throw new Error('the database')
    },
  ],
  ['rejects', () => Promise.reject(new Error('the database'))],
  ['gives something else', () => 'Hello'],
  ['gives bytes that are no update', () => Uint8Array.of(1, 2, 3)],
  ['gives an update that builds on another one', () => partOf('Hello')],
  ['gives a function that throws', () => () => nothing.at(0)],
  [
    'gives a function that writes something else each time',
    () => (doc: Y.Doc) => doc.getText('text').insert(0, `${Math.random()}`),
  ],
  ['gives a function that writes later', () => async (doc: Y.Doc) => doc.getText('text').insert(0, 'x')],
])(
  '[X15] where onLoad %s nobody is let in and nothing is stored, and the next join asks again',
  async (_, fails) => {
    let attempt = 0
    const harness = hookHarness({
      onLoad() {
        attempt += 1
        return (attempt === 1 ? fails(attempt) : HELLO) as RoomContent
      },
    })
    expect(await harness.hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
    expect(await harness.inner.open(LESSON)).toMatchObject({ isNew: true, updates: [] })
    expect(await harness.calls('onLoad', 'failed')).toBe(1)
    expect(harness.hookLines()).toEqual(['a hook failed'])
    // The store is sound, and so the relay is ready.
    expect(harness.hub.isStoreFailing).toBe(false)
    expect(textOf((await harness.enter()).room)).toBe('Hello')
  },
)

const nothing = null as unknown as string

/** An update that lacks the one before it. */
const partOf = (text: string): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'before ')
  const before = Y.encodeStateVector(doc)
  doc.getText('text').insert(7, text)
  return Y.encodeStateAsUpdate(doc, before)
}

test('[X15] an onLoad that hangs delays no other room, and what it gives later is in no document', async () => {
  const late = Promise.withResolvers<RoomContent>()
  const signals: AbortSignal[] = []
  const harness = hookHarness({
    onLoad({ room, signal }) {
      signals.push(signal)
      if (room !== LESSON) return null
      return signals.length === 1 ? late.promise : (doc) => doc.getText('text').insert(0, 'second')
    },
  })
  const loading = harness.hub.load(LESSON)
  await expect.poll(() => signals).toHaveLength(1)
  await harness.enter('other' as typeof LESSON)
  harness.pass(9_999)
  expect(signals[0]?.aborted).toBe(false)
  harness.pass(1)
  expect(await loading).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(signals[0]?.aborted).toBe(true)
  expect(await harness.calls('onLoad', 'late')).toBe(1)
  expect(harness.hookLines()).toEqual(['a hook took too long'])

  const here = await harness.enter()
  late.resolve((doc) => doc.getText('text').insert(0, 'first'))
  write(here, '!')
  await harness.hub.flush()
  expect(textOf(here.room).replace('!', '')).toBe('second')
})

test('an onLoad that has nothing leaves the room as new as any', async () => {
  for (const nothing of [null, undefined, () => undefined, updateOf('')]) {
    const harness = hookHarness({ onLoad: () => nothing })
    const { room } = await harness.enter()
    expect(room.hasContent).toBe(false)
    expect(await harness.inner.open(LESSON)).toMatchObject({ isNew: true })
  }
})

test('where the store fails to take the content nobody is let in, and a later join tries again', async () => {
  const harness = hookHarness({ onLoad: () => HELLO })
  harness.fail('append')
  expect(await harness.hub.load(LESSON)).toMatchObject({ ok: false, fault: { code: 'store-unavailable' } })
  expect(await harness.metric('homeroom_store_failures_total', { operation: 'append' })).toBe(1)
  harness.heal()
  expect(textOf((await harness.enter()).room)).toBe('Hello')
})

test('with known rooms alone, one that onLoad has content for is there', async () => {
  const { hub } = hubHarness({
    mustExist: true,
    hooks: { onLoad: ({ room }) => (room === LESSON ? HELLO : null) },
  })
  expect(await hub.load(LESSON)).toMatchObject({ ok: true })
  expect(await hub.load('other' as typeof LESSON)).toMatchObject({ fault: { code: 'room-not-found' } })
})

test('a large content is stored in parts, and is there whole', async () => {
  const harness = hookHarness({ onLoad: () => (doc) => doc.getText('text').insert(0, 'x'.repeat(5_000_000)) })
  const { room } = await harness.enter(LESSON, someone())
  expect(textOf(room)).toHaveLength(5_000_000)
  expect((await harness.inner.open(LESSON)).updates.length).toBeGreaterThan(3)
})
