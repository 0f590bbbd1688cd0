// Webhooks of several relays over one store.
import { expect, test } from 'vitest'
import type { EventPerson } from '../../server/events/room-event.ts'
import { memoryStore } from '../../server/index.ts'
import type { RoomId } from '../../shared/index.ts'
import { until } from '../support/until.ts'
import { webhookHarness } from '../support/webhook-harness.ts'
import { webhookReceiver } from '../support/webhook-receiver.ts'

const LESSON = 'lesson' as RoomId
const ADA: EventPerson = { id: 'ada', name: 'Ada', role: 'member', connection: 'c1', source: 'client' }

/** By then a relay that says nothing is gone. */
const GONE_MS = 60_000
const STEP_MS = 1_000
const LOOK_MS = 6_000

const cluster = async (...owners: readonly string[]) => {
  const receiver = await webhookReceiver()
  const store = memoryStore()
  const start = (owner: string) => webhookHarness([{ url: receiver.url }], { store, owner })
  const relays = new Map<string, Awaited<ReturnType<typeof start>>>()
  for (const owner of owners) relays.set(owner, await start(owner))
  const relay = (owner: string) => relays.get(owner) as Awaited<ReturnType<typeof start>>
  /** Time passes for these relays, and for no others: they stand still. */
  const pass = async (ms: number, ...living: readonly string[]) => {
    for (let passed = 0; passed < ms; passed += STEP_MS) {
      for (const owner of living) relay(owner).pass(STEP_MS)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }
  const enter = (owner: string) => {
    const { webhooks } = relay(owner)
    webhooks.take({ type: 'room.opened', room: LESSON, atMs: Date.now() })
    webhooks.take({ type: 'person.joined', room: LESSON, atMs: Date.now(), person: ADA })
  }
  const ends = () => receiver.told('person.left', 'room.closed').map(({ type, data }) => [type, data.reason])
  return { receiver, store, relay, relays, start, pass, enter, ends }
}

test('a relay that starts takes nobody for gone who is at a relay that lives', async () => {
  const { receiver, pass, enter, ends, relays, start } = await cluster('a')
  enter('a')
  await receiver.hears(2)
  relays.set('b', await start('b'))
  await pass(GONE_MS, 'a', 'b')
  expect(ends()).toEqual([])
})

test('what a relay leaves that is gone is delivered by one of the others, with its ids, in order', async () => {
  const { receiver, store, relay, pass, enter, ends } = await cluster('a', 'b', 'c')
  let isDown = true
  receiver.answerBy(() => (isDown ? 503 : 204))
  enter('a')
  relay('a').signal(LESSON, 1)
  await until(async () => (await relay('a').left()).waiting === 3)
  await until(() => receiver.received.length > 0)
  isDown = false
  const before = receiver.received.length
  await pass(GONE_MS, 'b', 'c')
  await receiver.hears(before + 5)
  await pass(GONE_MS, 'b', 'c')
  const after = receiver.received.slice(before)
  expect(after.map(({ event }) => event.type)).toEqual([
    'room.opened',
    'person.joined',
    'signal.sent',
    'person.left',
    'room.closed',
  ])
  expect(after[0]?.id).toBe(receiver.received[0]?.id)
  expect(ends()).toEqual([
    ['person.left', 'relay-ended'],
    ['room.closed', 'relay-ended'],
  ])
  expect(await store.kept?.('webhooks a')).toEqual([])
  expect((await store.kept?.('webhook-relays'))?.map(({ key }) => key)).toEqual(['b', 'c'])
})

test('what was written before a store was shared is taken over at the first look', async () => {
  const receiver = await webhookReceiver()
  const store = memoryStore()
  const alone = await webhookHarness([{ url: receiver.url }], { store })
  alone.webhooks.take({ type: 'room.opened', room: LESSON, atMs: Date.now() })
  await receiver.hears(1)
  await alone.webhooks.close()
  const shared = await webhookHarness([{ url: receiver.url }], { store, owner: 'a' })
  shared.pass(LOOK_MS)
  await receiver.hears(1, 'room.closed')
  await until(async () => (await store.kept?.('webhooks'))?.length === 0)
})

test('a relay that goes down hands over what was not taken', async () => {
  const { receiver, relay, pass } = await cluster('a', 'b')
  let isDown = true
  receiver.answerBy(() => (isDown ? 503 : 204))
  relay('a').signal(LESSON, 1)
  await receiver.hears(1)
  await relay('a').webhooks.close()
  isDown = false
  await pass(2 * LOOK_MS, 'b')
  await receiver.hears(2)
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1)
})

test('a relay that stood still tells anew who is there, after it was taken for gone', async () => {
  const { receiver, pass, enter, ends } = await cluster('a', 'b')
  enter('a')
  await receiver.hears(2)
  await pass(GONE_MS, 'b')
  await receiver.hears(2, 'person.left', 'room.closed')
  await pass(GONE_MS, 'a', 'b')
  await receiver.hears(2, 'person.joined')
  expect(receiver.types().slice(-2)).toEqual(['room.opened', 'person.joined'])
  expect(ends()).toHaveLength(2)
})
