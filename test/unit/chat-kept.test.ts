import { expect, test } from 'vitest'
import { createContext } from '../../server/base/context.ts'
import { Chat } from '../../server/chat/chat.ts'
import { messageId } from '../../server/chat/chat-message.ts'
import { StoredChat } from '../../server/chat/stored-chat.ts'
import { createRelay, memoryStore } from '../../server/index.ts'
import { isKeeping, type KeepingStore } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { LESSON } from '../support/hub-harness.ts'
import { memoryLog } from '../support/memory-log.ts'
import { until } from '../support/until.ts'

const DAY_MS = 24 * 3_600_000
const NOON_MS = Date.UTC(2030, 0, 10, 12)

const keepingStore = (): KeepingStore => {
  const store = memoryStore()
  if (!isKeeping(store)) throw new Error('the store keeps nothing')
  return store
}

const body = (text: string) =>
  Buffer.from(
    JSON.stringify({
      ...{ text, to: 'everyone', atMs: NOON_MS, ref: '' },
      from: { clientId: 1, id: 'ada', name: 'Ada', role: 'member' },
    }),
  )

const write = (store: KeepingStore, texts: readonly string[], atMs = NOON_MS) =>
  store.keep(LESSON, 'chat', new Map(texts.map((text, at) => [messageId(atMs + at), body(text)])))

const textsIn = async (chat: StoredChat, limit = 200) =>
  (await chat.page(LESSON, { limit })).messages.map(({ text }) => text)

test('[CH10] a room keeps its 1000 latest messages, and a MiB of them', async () => {
  const store = keepingStore()
  const chat = new StoredChat(store)
  await write(
    store,
    Array.from({ length: 1_100 }, (_, at) => `${at}`),
  )
  await chat.prune(LESSON)
  expect(await store.kept('chat')).toHaveLength(1_000)
  expect((await textsIn(chat)).at(-1)).toBe('1099')
  await write(
    store,
    Array.from({ length: 600 }, () => 'x'.repeat(3_000)),
    NOON_MS + DAY_MS,
  )
  await chat.prune(LESSON)
  const kept = await store.kept('chat')
  const bytes = kept.reduce((sum, message) => sum + message.bytes, 0)
  expect(bytes).toBeLessThanOrEqual(1024 * 1024)
  expect(bytes).toBeGreaterThan(1024 * 1024 - 4_000)
})

test('[CH10] a message is kept for as many days as the relay says, in every room', async () => {
  const store = keepingStore()
  const time = fakeClock(NOON_MS)
  const context = createContext({ clock: time.clock, log: memoryLog().log })
  const stored = new StoredChat(store)
  await write(store, ['of today'])
  await write(store, ['of the day before yesterday'], NOON_MS - 2 * DAY_MS + 60_000)
  await write(store, ['older'], NOON_MS - 2 * DAY_MS - 60_000)
  const chat = new Chat({ ...context, store, days: 2 })
  chat.sweep()
  await until(async () => (await store.kept('chat')).length === 2)
  expect(await textsIn(stored)).toEqual(['of the day before yesterday', 'of today'])
  // It looks again an hour later.
  time.advance(3_600_000)
  await chat.idle()
  chat.sweep()
  await until(async () => (await store.kept('chat')).length === 1)
  expect(await textsIn(stored)).toEqual(['of today'])
})

test('[CH2] a page has at most 64 KiB, and at least one message; what is damaged is left out', async () => {
  const store = keepingStore()
  const chat = new StoredChat(store)
  await write(
    store,
    Array.from({ length: 100 }, (_, at) => `${at} ${'x'.repeat(2_900)}`),
  )
  const page = await chat.page(LESSON, { limit: 100 })
  expect(page.messages.length).toBeGreaterThan(15)
  expect(page.messages.length).toBeLessThan(25)
  expect(page.messages.at(-1)?.text).toMatch(/^99 /)
  const older = await chat.page(LESSON, { limit: 100, before: page.before ?? '' })
  expect(older.messages.at(-1)?.text.split(' ')[0]).toBe(`${99 - page.messages.length}`)
  await store.keep(LESSON, 'chat', new Map([[messageId(NOON_MS + DAY_MS), Buffer.from('{"text":')]]))
  expect((await textsIn(chat, 2)).length).toBe(1)
})

test('[FO8] messages of many rooms that come in the same moment are written in several turns of the event loop', async () => {
  const store = memoryStore()
  const perTurn = [0]
  const slow = {
    ...store,
    async keep(...args: Parameters<KeepingStore['keep']>) {
      const untilMs = performance.now() + 1
      while (performance.now() < untilMs);
      perTurn[perTurn.length - 1] = (perTurn.at(-1) ?? 0) + 1
      return store.keep?.(...args)
    },
  }
  const relay = createRelay({ store: slow })
  onTestCleanup(() => relay.close())
  const rooms = await Promise.all(Array.from({ length: 200 }, (_, at) => relay.room(`room-${at}`)))
  let isOver = false
  const turn = () => {
    perTurn.push(0)
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  await Promise.all(rooms.map((room) => room.chat.send('Good morning')))
  isOver = true
  expect(perTurn.reduce((sum, count) => sum + count)).toBe(200)
  expect(Math.max(...perTurn)).toBeLessThan(50)
})

test('[CH2] where six hundred people of a room write in the same moment every message is taken', async () => {
  const relay = createRelay({ store: memoryStore() })
  onTestCleanup(() => relay.close())
  const room = await relay.room('lesson')
  await Promise.all(Array.from({ length: 600 }, (_, at) => room.chat.send(`${at}`)))
})
