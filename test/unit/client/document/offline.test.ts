import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { OfflineCopy } from '../../../../client/document/offline-copy.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'
import { modelRelay } from '../model-relay.ts'

/** An IndexedDB that does not answer until the test says so; for what Chromium does see test/browser/offline.test.ts. */
const slowDatabase = () => {
  const requests: { onsuccess?: () => void; result: { close(): void } }[] = []
  let closed = 0
  const indexedDB = {
    open() {
      const result = { close: () => (closed += 1) }
      const request = { result }
      requests.push(request)
      return request
    },
  } as unknown as IDBFactory
  return { indexedDB, requests, closed: () => closed }
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve()
}

const copyOf = (doc: Y.Doc, indexedDB: IDBFactory) => {
  const fake = fakeEnvironment()
  const environment = { ...fake.environment, indexedDB }
  return {
    fake,
    offline: new OfflineCopy({ name: 'x', doc, environment, epoch: () => null, accept: () => true }),
  }
}

test('[X3] [OF2] a copy that hangs is done without after 10 s, and asked for again later', async () => {
  const { indexedDB, requests, closed } = slowDatabase()
  const { fake, offline } = copyOf(new Y.Doc(), indexedDB)
  let isLoaded = false
  void offline.load().then(() => {
    isLoaded = true
  })
  fake.pass(9_999)
  await turns()
  expect([offline.state.get().state, isLoaded]).toEqual(['loading', false])
  fake.pass(1)
  await turns()
  expect(isLoaded).toBe(true)
  const failed = { state: 'failed', reason: 'IndexedDB does not answer.' }
  expect(offline.state.get()).toEqual(failed)
  // Nobody waits for the first answer any more.
  requests[0]?.onsuccess?.()
  await turns()
  expect([offline.state.get(), requests.length, closed()]).toEqual([failed, 1, 1])
  fake.pass(1_000)
  expect(requests).toHaveLength(2)
  offline.stop()
  expect(fake.timerCount).toBe(0)
})

test('[X2] [OF2] what IndexedDB throws is a reason, and the tries become rarer up to one in a minute', async () => {
  let tries = 0
  const indexedDB = {
    open() {
      tries += 1
      throw new DOMException('not here', 'SecurityError')
    },
  } as unknown as IDBFactory
  const { fake, offline } = copyOf(new Y.Doc(), indexedDB)
  await offline.load()
  expect(offline.state.get()).toEqual({ state: 'failed', reason: 'SecurityError: not here' })
  const after = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      fake.pass(1_000)
      await turns()
    }
    return tries
  }
  expect([await after(1), await after(60), await after(600)]).toEqual([2, 7, 20])
  offline.stop()
  expect(fake.timerCount).toBe(0)
})

test('[OF1] [OF2] nothing is said to the relay before the copy is there, whatever the page tells', async () => {
  const { indexedDB } = slowDatabase()
  const fake = fakeEnvironment()
  const relay = modelRelay({ offline: true, environment: { ...fake.environment, indexedDB } })
  relay.room.reconnect()
  for (const hint of ['frozen', 'resumed', 'online', 'visible'] as const) fake.give(hint)
  await turns()
  expect(relay.sockets).toEqual([])
  expect(relay.room.status.get()).toEqual({ state: 'connecting', attempt: 0 })
  fake.pass(10_000)
  await turns()
  expect(relay.sockets).toHaveLength(1)
  expect(relay.room.offline.get().state).toBe('failed')
})

test('[CL6] [OF1] who leaves while the copy is loading leaves no timer and never connects', async () => {
  const { indexedDB, requests } = slowDatabase()
  const fake = fakeEnvironment()
  const relay = modelRelay({ offline: true, environment: { ...fake.environment, indexedDB } })
  relay.room.leave()
  expect([fake.timerCount, fake.listenerCount]).toEqual([0, 0])
  requests[0]?.onsuccess?.()
  await turns()
  expect([relay.sockets.length, fake.timerCount, relay.room.status.get().state]).toEqual([0, 0, 'left'])
})

test('[OF2] where nothing can be kept the room is joined all the same, without a copy to drop', async () => {
  const relay = modelRelay({ offline: true })
  await turns()
  expect(relay.room.offline.get().state).toBe('failed')
  await relay.open()
  relay.room.doc.getMap('map').set('a', 1)
  await relay.room.copy.drop()
  expect(relay.room.status.get()).toEqual({ state: 'left', isDropped: true })
})
