// Webhooks of two real relays over one Postgres, one of which is killed between an event and its delivery.
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import type { KeepingStore } from '../../server/store/store.ts'
import type { Message } from '../../server/webhooks/message.ts'
import { outboxIn, outboxThings, readValue } from '../../server/webhooks/outbox-keys.ts'
import { apiClient } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { runNode } from '../support/run-command.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { type Received, webhookReceiver } from '../support/webhook-receiver.ts'

const RELAY = fileURLToPath(new URL('../support/hurried-relay.ts', import.meta.url))

/** Signals at the relay that is killed: some are delivered, one is on its way, and the others wait. */
const SIGNALS = 30
const DELIVERED = 10

/** A machine that is busy takes that long to start a process. */
const START_MS = 60_000

const setUp = async () => {
  const [postgres, redis, receiver] = await Promise.all([startPostgres(), startRedis(), webhookReceiver()])
  const database = await postgres.newDatabase()
  const start = async () => {
    const process_ = runNode(RELAY, [database, redis.url, receiver.url])
    const url = await until(
      () => {
        if (!process_.isRunning()) throw new Error(`the relay ended: ${process_.stderr()}`)
        return /listening on (\S+)/.exec(process_.stdout())?.[1]
      },
      'the relay listens',
      START_MS,
    )
    return { ...process_, url, wsUrl: url.replace('http', 'ws'), api: apiClient(url, SECRET) }
  }
  // The first one makes the tables.
  const [killed, other] = [await start(), await start()]
  const store = postgresStore(database)
  onTestCleanup(() => store.close())
  const owners = async () => ((await store.kept?.('webhook-relays')) ?? []).map(({ key }) => key)
  /** The events that wait in Postgres, of all relays that there have been. */
  const waiting = async () => {
    const events: Received['event'][] = []
    for (const owner of await owners()) {
      const outbox = outboxIn(store as KeepingStore, owner)
      for await (const { room, key, place } of outboxThings(outbox)) {
        const message = place.what === 'event' ? await readValue<Message>(outbox, room, key) : null
        if (message !== null) events.push(JSON.parse(message.body))
      }
    }
    return events
  }
  return { receiver, killed, other, waiting }
}

const numbersOf = (received: readonly Received[], room: string) =>
  received
    .filter(({ event }) => event.type === 'signal.sent' && event.data.room === room)
    .map(({ event }) => event.data.data as number)

test('what a relay that is killed had not delivered is delivered by the other one, with its ids and in order', async () => {
  const { receiver, killed, other, waiting } = await setUp()
  let taken = 0
  // After so many the receiver keeps requests waiting: their sender does not learn whether they were taken.
  receiver.answerBy(() => {
    taken += 1
    return taken <= DELIVERED ? 204 : null
  })
  const ada = stockClient(killed.wsUrl, 'first', { state: { name: 'Ada' } })
  await ada.synced()
  for (let number = 1; number <= SIGNALS; number++)
    expect((await killed.api.post('/rooms/first/signals', { kind: 'n', data: number })).status).toBe(204)
  await until(() => taken > DELIVERED, 'one is on its way')
  // Events are written one after the other.
  await until(
    async () => (await waiting()).some(({ data }) => data.data === SIGNALS),
    'the last one is in Postgres',
  )
  ada.provider.destroy()
  killed.kill('SIGKILL')
  await killed.exited()

  const before = [...receiver.received]
  receiver.answerBy(() => 204)
  await stockClient(other.wsUrl, 'second').synced()
  for (let number = 1; number <= 3; number++)
    expect((await other.api.post('/rooms/second/signals', { kind: 'n', data: number })).status).toBe(204)
  await until(() => receiver.told('room.closed').length > 0, 'the other one has taken over', 60_000)
  await until(async () => (await waiting()).length === 0, 'all is delivered', 60_000)

  const bodyById = new Map(receiver.received.map(({ id, body }) => [id, body]))
  expect(receiver.received.every(({ id, body }) => bodyById.get(id) === body)).toBe(true)
  const told = [...new Map([...receiver.received].reverse().map((one) => [one.id, one])).values()].reverse()
  const all = Array.from({ length: SIGNALS }, (_, index) => index + 1)
  expect(numbersOf(told, 'first')).toEqual(all)
  expect(numbersOf(told, 'second')).toEqual([1, 2, 3])
  // What was on its way comes again, from the other relay and with the same id.
  const after = receiver.received.slice(before.length)
  expect(after.map(({ id }) => id)).toContain(before.at(-1)?.id)
  const ends = told.filter(({ event }) => ['person.left', 'room.closed'].includes(event.type))
  expect(ends.map(({ event }) => [event.type, event.data.room, event.data.reason])).toEqual([
    ['person.left', 'first', 'relay-ended'],
    ['room.closed', 'first', 'relay-ended'],
  ])
}, 200_000)
