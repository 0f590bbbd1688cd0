import { expect, test } from 'vitest'
import { systemClock } from '../../server/base/clock.ts'
import { createContext } from '../../server/base/context.ts'
import { ChatMemory } from '../../server/chat/chat-memory.ts'
import { messageId } from '../../server/chat/chat-message.ts'
import { ChatPages } from '../../server/chat/chat-pages.ts'
import { StoredChat } from '../../server/chat/stored-chat.ts'
import { createRelay, memoryStore } from '../../server/index.ts'
import type { KeepingStore } from '../../server/store/store.ts'
import type { RoomId } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { until } from '../support/until.ts'

const MIB = 1024 * 1024
const ROOMS = 40

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)

const body = (text: string) =>
  Buffer.from(
    JSON.stringify({
      ...{ text, to: 'everyone', atMs: 0, ref: '' },
      from: { clientId: 1, id: 'ada', name: 'Ada', role: 'member' },
    }),
  )

/** Rooms with nearly a MiB of messages each. */
const fullChats = async (store: KeepingStore) => {
  const messages = () =>
    new Map(numbers(330).map((at) => [messageId(1_000_000 + at), body(`${at} ${'x'.repeat(2_900)}`)]))
  const rooms = numbers(ROOMS).map((at) => `room-${at}` as RoomId)
  for (const room of rooms) await store.keep(room, 'chat', messages())
  return rooms
}

const setUp = () => {
  const faulty = faultyStore(memoryStore())
  const store = faulty.store as KeepingStore
  const context = createContext({ clock: systemClock, log: memoryLog().log })
  const memory = new ChatMemory(context)
  const deps = { stored: new StoredChat(store), memory, clock: context.clock }
  const bytes = async () => {
    const text = await context.metrics.registry.metrics()
    return Number(/^homeroom_chat_bytes (\d+)$/m.exec(text)?.[1])
  }
  return { faulty, store, deps, bytes }
}

test('[CH2] what was read of all chats takes 16 MiB at most, and what was forgotten is read again', async () => {
  const { store, deps, bytes } = setUp()
  const rooms = await fullChats(store)
  const chats = rooms.map((room) => new ChatPages(room, deps))
  const latest = async (chat: ChatPages) => (await chat.open())({ limit: 1 }).messages[0]?.text.slice(0, 3)
  expect(await Promise.all(chats.map(latest))).toEqual(Array(ROOMS).fill('329'))
  expect(await bytes()).toBeGreaterThan(14 * MIB)
  expect(await bytes()).toBeLessThanOrEqual(16 * MIB)
  expect(chats.filter((chat) => !chat.isEmpty).length).toBeLessThan(ROOMS / 2)
  // The first ones were forgotten first.
  expect(chats[0]?.isEmpty).toBe(true)
  expect(await latest(chats[0] as ChatPages)).toBe('329')
  for (const chat of chats) chat.forget()
  expect(await bytes()).toBe(0)
})

test('[CH2] four chats are read at the same time, also where some of them cannot be read', async () => {
  const { faulty, store, deps } = setUp()
  const rooms = await fullChats(store)
  const letGo = faulty.hold('kept')
  const before = faulty.calls('kept')
  const opened = Promise.allSettled(rooms.map((room) => new ChatPages(room, deps).open()))
  await until(() => faulty.calls('kept') - before === 4)
  faulty.fail('kept')
  letGo()
  expect(new Set((await opened).map(({ status }) => status))).toEqual(new Set(['rejected']))
  faulty.heal()
  const again = await Promise.all(rooms.map((room) => new ChatPages(room, deps).open()))
  expect(again.map((pageOf) => pageOf({ limit: 1 }).messages.length)).toEqual(Array(ROOMS).fill(1))
})

test('[CH2] messages of all rooms that wait for a store take 16 MiB at most, and are written later', async () => {
  const faulty = faultyStore(memoryStore())
  const relay = createRelay({ store: faulty.store })
  onTestCleanup(() => relay.close())
  const rooms = await Promise.all(numbers(10).map((at) => relay.room(`room-${at}`)))
  await Promise.all(rooms.map((room) => room.chat.send('Good morning')))
  const letGo = faulty.hold('keep')
  const text = 'x'.repeat(3_000)
  const sent = await Promise.all(
    rooms.flatMap((room) =>
      numbers(500).map(async () => {
        const sending = room.chat.send(text)
        // One that is refused is so at once.
        const outcome = await Promise.race([
          sending.then(
            () => 'stored',
            ({ code }) => code as string,
          ),
          new Promise<string>((resolve) => setTimeout(resolve, 500, 'waits')),
        ])
        return { sending, outcome }
      }),
    ),
  )
  const waiting = sent.filter(({ outcome }) => outcome === 'waits')
  const refused = sent.filter(({ outcome }) => outcome === 'store-unavailable')
  expect(waiting.length + refused.length).toBe(5_000)
  expect(waiting.length).toBeGreaterThan((14 * MIB) / 7_000)
  expect(waiting.length).toBeLessThanOrEqual((16 * MIB) / 7_000 + 1)
  letGo()
  await Promise.all(waiting.map(({ sending }) => sending))
  await Promise.all(rooms.map((room) => room.chat.send('Good night')))
})
