import { expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { webhookHarness } from '../support/webhook-harness.ts'
import { type Received, webhookReceiver } from '../support/webhook-receiver.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

const numbersOf = (received: readonly Received[], room: string) =>
  received.filter(({ event }) => event.data.room === room).map(({ event }) => event.data.data)

test('an event that fails is sent again under the same id, and holds up its own room alone, in order', async () => {
  const receiver = await webhookReceiver()
  const { signal, passUntil, metric } = await webhookHarness([receiver])
  let isBroken = true
  receiver.answerBy(({ event: { data } }) => (isBroken && data.room === 'a' && data.data === 1 ? 500 : 200))
  for (const number of [1, 2, 3]) signal('a', number)
  await receiver.hears(1)
  for (const number of [1, 2, 3]) signal('b', number)
  await until(() => numbersOf(receiver.received, 'b').length === 3)
  expect(numbersOf(receiver.received, 'b')).toEqual([1, 2, 3])
  expect(numbersOf(receiver.received, 'a').every((number) => number === 1)).toBe(true)
  await passUntil(1_000, () => numbersOf(receiver.received, 'a').length >= 4)
  isBroken = false
  await passUntil(10_000, () => numbersOf(receiver.received, 'a').includes(3))
  expect(numbersOf(receiver.received, 'a').filter((number) => number !== 1)).toEqual([2, 3])
  const tries = receiver.received.filter(({ event: { data } }) => data.room === 'a' && data.data === 1)
  expect(tries.length).toBeGreaterThanOrEqual(4)
  expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
  expect(new Set(tries.map(({ body }) => body)).size).toBe(1)
  expect(await metric('webhook_failures_total', { reason: 'status 500' })).toBe(tries.length - 1)
  expect(await metric('webhook_events_total', { outcome: 'delivered' })).toBe(6)
})

test('a receiver that fails is asked ever more seldom, by one request at a time, and gets all of it when it is back', async () => {
  const receiver = await webhookReceiver()
  const { signal, passUntil, logged, left } = await webhookHarness([receiver])
  let open = 0
  let most = 0
  let status = 503
  receiver.answerBy((_received, response) => {
    open += 1
    most = Math.max(most, open)
    setImmediate(() => {
      open -= 1
      response.writeHead(status).end()
    })
    return null
  })
  const rooms = Array.from({ length: 30 }, (_, index) => `room ${index}`)
  signal('room 0', 0)
  await passUntil(1_000, () => receiver.received.length >= 2)
  most = 0
  for (const room of rooms) signal(room, 1)
  let steps = 0
  await passUntil(5_000, () => {
    steps += 1
    return receiver.received.length >= 20
  })
  // Not once for each room each time.
  expect((steps * 5_000) / receiver.received.length).toBeGreaterThan(MINUTE_MS / 4)
  expect(most).toBe(1)
  expect(logged('a webhook fails')).toHaveLength(1)
  status = 200
  await passUntil(1_000, async () => (await left()).waiting === 0)
  expect(rooms.every((room) => numbersOf(receiver.received, room).includes(1))).toBe(true)
  expect(logged('a webhook works again')).toHaveLength(1)
})

test('a receiver that says when to come back is left alone until then', async () => {
  const receiver = await webhookReceiver()
  const { signal, pass, passUntil } = await webhookHarness([receiver])
  receiver.answerBy((_received, response) => {
    response.writeHead(429, { 'retry-after': '1800' }).end()
    return null
  })
  signal('a', 1)
  await passUntil(0, () => receiver.received.length === 1)
  for (let passed = 0; passed < 29 * MINUTE_MS; passed += MINUTE_MS) {
    pass(MINUTE_MS)
    signal(`room ${passed}`, 2)
  }
  expect(receiver.received).toHaveLength(1)
  await passUntil(MINUTE_MS, () => receiver.received.length > 1)
})

test('what is not taken for a day is a dead letter; the room goes on; a retry brings it back in its old place', async () => {
  const receiver = await webhookReceiver()
  const { signal, passUntil, webhooks, metric, left, logged } = await webhookHarness([receiver])
  receiver.answerBy(({ event }) => (event.data.data === 1 ? 422 : 200))
  signal('a', 1)
  await passUntil(HOUR_MS / 2, async () => (await left()).dead === 1)
  for (const number of [2, 3]) signal('a', number)
  await passUntil(MINUTE_MS, () => numbersOf(receiver.received, 'a').includes(3))
  expect(await left()).toEqual({ waiting: 0, dead: 1 })
  expect(await metric('webhook_events_total', { outcome: 'dead' })).toBe(1)
  const [letter] = (await webhooks.look()).flatMap(({ deadLetters }) => deadLetters)
  const { id } = receiver.received[0] as Received
  expect(letter).toMatchObject({ id, room: 'a', type: 'signal.sent', failure: { reason: 'status 422' } })
  expect(logged('an event of a webhook is a dead letter')).toMatchObject([
    { id, room: 'a', reason: 'status 422' },
  ])
  receiver.answerBy(() => 200)
  expect(await webhooks.retry()).toBe(1)
  await until(async () => (await left()).dead === 0)
  await until(() => numbersOf(receiver.received, 'a').at(-1) === 1)
  expect(receiver.received.at(-1)?.id).toBe(id)
  await until(async () => (await left()).waiting === 0)
})

test('a receiver that answers 410 is sent nothing more until somebody asks for it; what comes waits', async () => {
  const receiver = await webhookReceiver()
  const { signal, pass, webhooks, left, logged } = await webhookHarness([receiver])
  receiver.answerBy(() => 410)
  signal('a', 1)
  await until(() => logged('a webhook wants no more events').length === 1)
  signal('a', 2)
  signal('b', 3)
  await until(async () => (await left()).waiting === 3)
  for (let hours = 0; hours < 48; hours++) pass(HOUR_MS)
  expect(receiver.received).toHaveLength(1)
  expect(await left()).toEqual({ waiting: 3, dead: 0 })
  expect(await webhooks.look()).toMatchObject([{ state: 'gone', waiting: 3 }])
  receiver.answerBy(() => 200)
  expect(await webhooks.retry()).toBe(3)
  await until(async () => (await left()).waiting === 0)
  expect(numbersOf(receiver.received, 'a')).toEqual([1, 1, 2])
})

test('a receiver that never answers is given up after 15 s, and no other one waits for it', async () => {
  const silent = await webhookReceiver()
  const working = await webhookReceiver()
  const { signal, pass, passUntil, metric, left } = await webhookHarness([silent, working])
  silent.answerBy(() => null)
  signal('a', 1)
  await silent.hears(1)
  for (let number = 2; number < 40; number++) signal('a', number)
  await working.hears(39)
  // A request of the working one that is still open would be given up, too.
  await until(async () => (await left()).waiting === 39)
  expect(silent.received).toHaveLength(1)
  pass(15_000)
  await until(() => metric('webhook_failures_total', { reason: 'timeout' }))
  expect(await left()).toMatchObject({ waiting: 39 })
  silent.answerBy(() => 200)
  await passUntil(MINUTE_MS, async () => (await left()).waiting === 0)
})

test('a receiver that is not there has failed, by the name of the network for that', async () => {
  const receiver = await webhookReceiver()
  receiver.stop()
  const { signal, webhooks, metric } = await webhookHarness([receiver])
  signal('a', 1)
  await until(() => metric('webhook_failures_total', { reason: 'network' }))
  expect(await webhooks.look()).toMatchObject([
    { state: 'failing', waiting: 1, lastFailure: { reason: 'ECONNREFUSED' } },
  ])
})

test('a redirect is a failure, and is not followed', async () => {
  const inner = await webhookReceiver()
  const receiver = await webhookReceiver()
  const { signal, metric } = await webhookHarness([receiver])
  receiver.answerBy((_received, response) => {
    response.writeHead(307, { location: inner.url }).end()
    return null
  })
  signal('a', 1)
  await until(() => metric('webhook_failures_total', { reason: 'status 307' }))
  expect(inner.received).toEqual([])
})

test('an answer without end is not read to its end, and its status counts', async () => {
  const receiver = await webhookReceiver()
  const { signal, left } = await webhookHarness([receiver])
  const closed = Promise.withResolvers<void>()
  let written = 0
  receiver.answerBy((_received, response) => {
    response.writeHead(200)
    const more = () => {
      while (!response.destroyed && written < 64 * 1024 * 1024 && response.write(Buffer.alloc(64 * 1024)))
        written += 65_536
    }
    response.on('drain', more)
    response.on('close', () => closed.resolve())
    more()
    return null
  })
  signal('a', 1)
  await closed.promise
  expect(written).toBeLessThan(16 * 1024 * 1024)
  await until(async () => (await left()).waiting === 0)
})
