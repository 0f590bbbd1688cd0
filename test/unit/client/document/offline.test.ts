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

test('[OF2] a copy that hangs is done without after 10 s, and is not loaded when it answers later', async () => {
  const { indexedDB, requests, closed } = slowDatabase()
  const fake = fakeEnvironment()
  const doc = new Y.Doc()
  const offline = new OfflineCopy({ name: 'x', doc, environment: { ...fake.environment, indexedDB } })
  const loaded = offline.load()
  fake.pass(9_999)
  await turns()
  expect(offline.state.get()).toBe('loading')
  fake.pass(1)
  expect(await loaded).toBeNull()
  expect(offline.state.get()).toBe('failed')
  // y-indexeddb would open it by the global indexedDB, which Node does not have.
  requests[0]?.onsuccess?.()
  await turns()
  expect([offline.state.get(), requests.length, closed()]).toEqual(['failed', 1, 1])
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
  expect(relay.room.offline.get()).toBe('failed')
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
  expect(relay.room.offline.get()).toBe('failed')
  await relay.open()
  relay.room.doc.getMap('map').set('a', 1)
  await relay.room.copy.drop()
  expect(relay.room.status.get()).toEqual({ state: 'left', isDropped: true })
})
