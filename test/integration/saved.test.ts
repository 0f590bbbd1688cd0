import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, type RelayOptions, type Store, sqliteStore } from '../../server/index.ts'
import { SYNC, writeV1Message } from '../../shared/index.ts'
import { type CountingClient, countingClient, syncFrame } from '../support/counting-client.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { faultyStore, keptOpen } from '../support/faulty-store.ts'
import { noticesOf, signalRequest } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const ROOM = 'lesson'

/** A relay whose store a test makes fail, and which can be looked into. */
const setUp = async (options: RelayOptions = {}) => {
  const store = sqliteStore(tempFile())
  const faulty = faultyStore(keptOpen(store))
  const running = await startRelay({ store: faulty.store, ...options })
  return { ...running, ...faulty, inner: store }
}

/** What whoever loads the room now would find. */
const storedIn = async (store: Store, room = ROOM): Promise<Y.Doc> => {
  const doc = new Y.Doc()
  for (const update of (await store.open(room)).updates) Y.applyUpdate(doc, update)
  return doc
}

const synced = async (client: CountingClient): Promise<CountingClient> => {
  await until(() => client.answers() > 0 && client.asked() > 0, 'the client is synced')
  return client
}

const join = async (wsUrl: string, options: Parameters<typeof countingClient>[2] = {}) =>
  synced(await countingClient(wsUrl, ROOM, options))

const push = (value: unknown) => (doc: Y.Doc) => doc.getArray('list').push([value])
const listOf = (doc: Y.Doc) => doc.getArray('list').toArray()

/** Takes out what was too large, wherever others have put theirs. */
const takeBack = (doc: Y.Doc) => {
  const index = listOf(doc).findIndex((value) => String(value).length > 1_000)
  if (index >= 0) doc.getArray('list').delete(index, 1)
}

const savedAll = (client: CountingClient) =>
  until(() => client.lastTold().saved === client.sent(), 'all of it is saved')

test('[SV1] what was sent is taken, then saved; where nothing changes nothing is said', async () => {
  const { wsUrl, inner, hold } = await setUp()
  const client = await join(wsUrl)
  await savedAll(client)
  const release = hold('append')
  for (const value of [1, 2, 3]) client.write(push(value))
  await until(() => client.lastTold().received === client.sent(), 'all of it was taken')
  expect(client.lastTold().saved).toBe(client.sent() - 3)
  release()
  await savedAll(client)
  expect(listOf(await storedIn(inner))).toEqual([1, 2, 3])
  const before = client.told.length
  client.ws.send(writeV1Message.ping(7))
  await until(() => client.frames.some(([type]) => type === 115))
  expect(client.told.length).toBe(before)
  // Each says something new.
  const counts = client.told.map(({ received, saved }) => `${received} ${saved}`)
  expect(new Set(counts).size).toBe(counts.length)
})

test('[SV1] it is said at most four times a second, however much comes', async () => {
  const time = fakeClock()
  const { wsUrl } = await setUp({ clock: time.clock })
  const client = await join(wsUrl)
  for (let count = 0; count < 200; count++) {
    client.write(push(count))
    time.advance(25)
    if (count % 10 === 0) await new Promise(setImmediate)
  }
  await until(() => {
    time.advance(250)
    return client.lastTold().saved === client.sent()
  })
  // Five seconds for the writes, and some for what came last.
  expect(client.told.length).toBeLessThanOrEqual((time.clock.monotonicMs() / 1_000) * 4 + 1)
})

describe('[SV2] a refused frame', () => {
  test('[SV2] of somebody who may not write holds all back, until the role allows it and a step 2 is taken', async () => {
    const { wsUrl, inner } = await setUp({ secrets: [SECRET] })
    const host = await join(wsUrl, { token: await token({ sub: 'host', role: 'host' }) })
    const attendee = await countingClient(wsUrl, ROOM, {
      token: await token({ sub: 'ada', role: 'attendee' }),
    })
    await until(() => attendee.answers() > 0)
    attendee.say({ id: 5, state: { x: 0 } })
    await host.waitFor(5)
    attendee.write(push('refused'))
    await until(() => noticesOf(attendee).includes('read-only'))
    host.say({ id: 6, state: { x: 0 } })
    host.ws.send(signalRequest('role', 'member', [5]))
    await until(() => attendee.asked() > 0, 'the relay asks for what was refused')
    await savedAll(attendee)
    expect(listOf(await storedIn(inner))).toEqual(['refused'])
    attendee.write(push('later'))
    await savedAll(attendee)
    expect(listOf(await storedIn(inner))).toEqual(['refused', 'later'])
    host.ws.send(signalRequest('role', 'attendee', [5]))
    const { saved } = attendee.lastTold()
    attendee.write(push('refused again'))
    await until(
      async () =>
        (await metricOf(wsUrl.replace('ws', 'http'), 'homeroom_faults_total', { code: 'read-only' })) === 2,
    )
    expect(attendee.lastTold().saved).toBe(saved)
  })

  const frames: Record<string, (client: CountingClient) => Uint8Array> = {
    'that is broken': () => syncFrame(SYNC.update, Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1)),
    'that cannot be read': () => Uint8Array.of(0, SYNC.update, 200, 1),
    'over the limit update': (client) => {
      const before = Y.encodeStateVector(client.doc)
      client.keep(push('x'.repeat(40_000)))
      return syncFrame(SYNC.update, Y.encodeStateAsUpdate(client.doc, before))
    },
    'for which the document has no room': (client) => {
      const before = Y.encodeStateVector(client.doc)
      client.keep(push('x'.repeat(25_000)))
      return syncFrame(SYNC.update, Y.encodeStateAsUpdate(client.doc, before))
    },
  }

  test.each(Object.entries(frames))(
    '[SV2] %s holds both counts back until a step 2 is taken',
    async (_, frameOf) => {
      const { wsUrl, inner } = await setUp({ limits: { update: 30_000, document: 20_000 } })
      const client = await join(wsUrl)
      client.write(push('before'))
      await savedAll(client)
      const { saved } = client.lastTold()
      client.sendRaw(frameOf(client))
      await until(() => noticesOf(client).length > 0, 'it is told')
      client.write(push('after'))
      const other = await join(wsUrl)
      other.write(push('other'))
      await savedAll(other)
      expect(client.lastTold()).toEqual({ received: saved, saved })
      client.keep(takeBack)
      client.step2()
      await savedAll(client)
      expect(listOf(await storedIn(inner)).toSorted()).toEqual(['after', 'before', 'other'])
    },
  )
})

test('[SV2][DL3] a frame that waits for another one does not count, until that one is there', async () => {
  const { wsUrl, inner } = await setUp()
  const client = await join(wsUrl)
  const other = await join(wsUrl, { isAnswering: false })
  await until(() => other.asked() > 0)
  // The other one has heard of it on another way, and builds on it.
  client.keep(push('first'))
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(client.doc), 'relay')
  const before = Y.encodeStateVector(other.doc)
  other.keep(push('second'))
  other.send(SYNC.update, Y.encodeStateAsUpdate(other.doc, before))
  await until(() => other.asked() > 1, 'the relay asks')
  other.write((doc) => doc.getMap('map').set('key', 1))
  client.write((doc) => doc.getMap('map').set('other', 1))
  expect(other.lastTold().received).toBe(0)
  client.step2()
  await savedAll(client)
  await savedAll(other)
  expect(listOf(await storedIn(inner))).toEqual(['first', 'second'])
})

test('[SV3] where nothing outlives the relay, what was taken is said and nothing is saved', async () => {
  const { wsUrl } = await startRelay({ store: memoryStore() })
  const client = await join(wsUrl)
  for (const value of [1, 2, 3]) client.write(push(value))
  await until(() => client.lastTold().received === client.sent())
  expect(client.told.every(({ saved }) => saved === 0)).toBe(true)
})

test('[SV3] while the store fails frames are taken and none is saved; once it is back all of them are', async () => {
  const { wsUrl, inner, fail, heal } = await setUp()
  const client = await join(wsUrl)
  await savedAll(client)
  const { saved } = client.lastTold()
  fail('append')
  for (let value = 0; value < 300; value++) client.write(push(value))
  await until(() => client.lastTold().received === client.sent())
  expect(client.lastTold().saved).toBe(saved)
  expect(listOf(await storedIn(inner))).toEqual([])
  heal()
  await savedAll(client)
  expect(listOf(await storedIn(inner))).toHaveLength(300)
})
