import { expect, test } from 'vitest'
import { memoryStore, sqliteStore } from '../../server/index.ts'
import { apiClient } from '../support/api-client.ts'
import { runData, runHomeroom } from '../support/data-command.ts'
import { faultyStore } from '../support/faulty-store.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'
import { webhookHarness } from '../support/webhook-harness.ts'
import { WEBHOOK_SECRET, webhookReceiver } from '../support/webhook-receiver.ts'

const DAY_MS = 24 * 3_600_000

test('a relay that goes down delivers the last events before, or keeps them for the next start', async () => {
  const file = tempFile()
  const [receiver, failing] = [await webhookReceiver(), await webhookReceiver()]
  failing.answerBy(() => 500)
  const webhooks = [receiver, failing].map(({ url }) => ({ url, secret: WEBHOOK_SECRET }))
  const first = await startRelay({ store: sqliteStore(file), webhooks })
  await rawClient(first.wsUrl, 'lesson')
  await receiver.hears(2)
  await first.close()
  expect(receiver.types()).toEqual(['room.opened', 'person.joined', 'person.left', 'room.closed'])
  expect(new Set(failing.types())).toEqual(new Set(['room.opened']))
  failing.answerBy(() => 200)
  await startRelay({ store: sqliteStore(file), webhooks })
  await failing.hears(1, 'room.closed')
  expect(new Set(failing.received.map(({ id }) => id))).toEqual(
    new Set(receiver.received.map(({ id }) => id)),
  )
  expect(failing.types().slice(-4)).toEqual(receiver.types())
  expect(receiver.received).toHaveLength(4)
})

test('a full outbox drops the oldest events, dead letters first, and says so; the newest arrive', async () => {
  const receiver = await webhookReceiver()
  receiver.answerBy(() => 500)
  const { signal, webhooks, metric, left, logged, store, pass, passUntil } = await webhookHarness(
    [receiver],
    {
      outboxBytes: 20_000,
    },
  )
  signal('dead', 0)
  await webhooks.idle()
  pass(DAY_MS)
  await passUntil(60_000, async () => (await left()).dead === 1)
  for (let number = 1; number <= 100; number++) signal(`room ${number % 3}`, number)
  await webhooks.idle()
  const { waiting, dead } = await left()
  expect(dead).toBe(0)
  expect(waiting).toBeGreaterThan(10)
  expect(waiting).toBeLessThan(40)
  expect(await metric('webhook_events_total', { outcome: 'dropped' })).toBe(101 - waiting)
  expect(logged('too many events of a webhook wait: the oldest are dropped')).toHaveLength(1)
  expect(await store.kept?.('webhooks')).toHaveLength(waiting)
  receiver.answerBy(() => 200)
  const before = receiver.received.length
  await webhooks.retry()
  await passUntil(60_000, async () => (await left()).waiting === 0)
  const numbers = receiver.received.slice(before).map(({ event }) => Number(event.data.data))
  expect(numbers.length).toBe(waiting)
  for (let number = 100; number > 100 - waiting + 3; number--) expect(numbers).toContain(number)
})

test('while the store takes nothing events wait in memory, up to a bound, and go out when it is back', async () => {
  const receiver = await webhookReceiver()
  const faulty = faultyStore(memoryStore())
  const { signal, webhooks, metric, logged, passUntil } = await webhookHarness([receiver], {
    store: faulty.store,
  })
  faulty.fail('keep')
  for (let number = 0; number < 1_000; number++)
    signal(`room ${number % 7}`, `${number} ${'x'.repeat(10_000)}`)
  await webhooks.idle()
  expect(receiver.received).toEqual([])
  const dropped = await metric('webhook_events_total', { outcome: 'dropped' })
  // 4 MiB of 10 kB each.
  expect(dropped).toBeGreaterThan(500)
  expect(dropped).toBeLessThan(650)
  expect(logged('the store failed').length).toBeGreaterThan(0)
  faulty.heal()
  await passUntil(5_000, () => receiver.received.length === 1_000 - dropped)
  expect(receiver.told()[0]?.data.data).toMatch(/^0 /)
})

test('a store without a place for the outbox is refused when the relay is made', async () => {
  const { keep: _, ...store } = memoryStore()
  const webhooks = [{ url: 'http://127.0.0.1:1/', secret: WEBHOOK_SECRET }]
  await expect(startRelay({ store, webhooks })).rejects.toThrow(
    'webhooks need a store with the methods keep, kept and keptBodies',
  )
  // Without webhooks it is a store as any other.
  await startRelay({ store })
})

test('[HT19] the API says how each webhook is, without what its URL may hold, and sends all that waits once more', async () => {
  const receiver = await webhookReceiver()
  receiver.answerBy(() => 500)
  const { log, text } = memoryLog()
  const key = 'a-key-in-a-query'
  const webhooks = [{ url: `${receiver.url}?key=${key}`, secret: WEBHOOK_SECRET }]
  const { url, wsUrl } = await startRelay({ secrets: [SECRET], webhooks, log })
  const api = apiClient(url, SECRET)
  await rawClient(wsUrl, 'lesson', { token: await token({ sub: 'ada' }) })
  await until(async () => (await api.get('/webhooks')).json.webhooks[0].state === 'failing')
  const { json } = await api.get('/webhooks')
  expect(json.webhooks).toMatchObject([
    { url: receiver.url, state: 'failing', waiting: 2, dead: 0, deadLetters: [] },
  ])
  expect(json.webhooks[0].lastFailure).toMatchObject({ reason: 'status 500' })
  expect(await metricOf(url, 'homeroom_webhook_waiting_events')).toBe(2)
  for (const call of [
    api.get('/webhooks', { bearer: await token() }),
    api.post('/webhooks/retry', {}, { bearer: '' }),
  ])
    expect([401, 403]).toContain((await call).status)
  receiver.answerBy(() => 200)
  expect((await api.post('/webhooks/retry', {})).json).toEqual({ events: 2 })
  await receiver.hears(1, 'person.joined')
  await until(async () => (await api.get('/webhooks')).json.webhooks[0].waiting === 0)
  expect(text() + JSON.stringify(json)).not.toContain(key)
  expect(text()).not.toContain(WEBHOOK_SECRET)
})

test('the command lists dead letters of a data file, brings them back, and takes away what nobody waits for', async () => {
  const file = tempFile()
  const store = sqliteStore(file)
  const receiver = await webhookReceiver()
  receiver.answerBy(() => 422)
  const { signal, webhooks, left, pass, passUntil } = await webhookHarness([receiver], { store })
  signal('lesson', 1)
  await webhooks.idle()
  pass(DAY_MS)
  await passUntil(60_000, async () => (await left()).dead === 1)
  const run = (name: string, ...args: readonly string[]) =>
    runData(`webhooks ${name}`, [...args, '--data', file])
  await expect(run('retry')).rejects.toThrow('POST /api/webhooks/retry')
  await webhooks.close()
  await store.close()
  const id = `${receiver.received[0]?.id}`
  const listed = await runHomeroom(['webhooks', 'list', '--data', file])
  expect(listed.stdout).toMatch(
    new RegExp(`0 events waiting, 1 dead\n  ${id} \\S+ lesson signal.sent: status 422\n`),
  )
  expect((await run('retry')).lines).toEqual(['1 dead letter will be sent at the next start'])
  expect((await run('list')).lines).toEqual([expect.stringContaining('1 event waiting, 0 dead')])
  receiver.answerBy(() => 200)
  const again = await startRelay({
    store: sqliteStore(file),
    webhooks: [{ url: receiver.url, secret: WEBHOOK_SECRET }],
  })
  await until(() => receiver.received.length > 2 && receiver.received.at(-1)?.id === id)
  await again.close()
  expect((await run('list')).lines).toEqual(['nothing waits'])
  expect((await run('drop')).faults).toEqual(['--url is missing'])
  expect((await run('drop', '--url', receiver.url)).lines).toEqual(['nothing waits for this URL'])
})

test.each([[['webhooks']], [['webhooks', 'look']]])('%j is told what may follow', async (args) => {
  const { code, stderr } = await runHomeroom(args)
  expect(code).toBe(2)
  expect(stderr).toContain('webhooks is followed by list, retry, drop')
  expect(stderr).not.toContain('unexpected argument')
})
