import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { type ModelRelayOptions, modelRelay } from '../model-relay.ts'

/** A client in the room, whose first step 2 has been stored. */
const connected = async (about: ModelRelayOptions = {}) => {
  const relay = modelRelay({}, about)
  await relay.open()
  relay.ask()
  relay.save()
  return relay
}

const write = (doc: Y.Doc, key = 'a') => doc.getMap('map').set(key, 1)

test('[SV4] an edit is local, then received, then saved', async () => {
  const relay = await connected()
  const { saved, doc } = relay.room
  const seen: unknown[] = []
  saved.subscribe(({ state, pending }) => seen.push([state, pending]))
  write(doc)
  write(doc, 'b')
  relay.takeAll()
  relay.tell()
  relay.store()
  relay.tell()
  expect(seen).toEqual([
    ['local', 1],
    ['local', 2],
    ['received', 2],
    ['saved', 0],
  ])
})

test('[SV4] whoever has done nothing has nothing unsaved, but that is known only when the relay has said what it keeps', async () => {
  const relay = modelRelay()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 0 })
  await relay.open()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[SV4] what others write is nothing to be saved here', async () => {
  const relay = await connected()
  relay.other((doc) => write(doc))
  expect(relay.room.doc.getMap('map').size).toBe(1)
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[SV4] a frame that went before the first step 2 proves nothing: what it builds on came never', async () => {
  const relay = modelRelay()
  write(relay.room.doc)
  await relay.open()
  write(relay.room.doc, 'b')
  relay.save()
  expect(relay.disk().getMap('map').size).toBe(0)
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 2 })
  relay.ask()
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[SV4] the same on the second connection', async () => {
  const relay = await connected()
  relay.cut()
  write(relay.room.doc)
  await relay.open()
  write(relay.room.doc, 'b')
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 2 })
})

test('[SV4] what was received and not saved is local again when the connection is lost', async () => {
  const relay = await connected()
  write(relay.room.doc)
  relay.takeAll()
  relay.tell()
  expect(relay.room.saved.get().state).toBe('received')
  relay.kill()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 1 })
})

test('[SV4] what is saved stays saved, without a connection and when it comes back', async () => {
  const relay = await connected()
  write(relay.room.doc)
  relay.save()
  const seen: unknown[] = []
  relay.room.saved.subscribe((saved) => seen.push(saved))
  relay.kill()
  await relay.open()
  relay.ask()
  expect(seen).toEqual([])
})

test('[SV4] [EP3] a store that lost everything: what it lacks is not saved until it has it again', async () => {
  const relay = await connected()
  write(relay.room.doc)
  relay.save()
  relay.forget()
  await relay.open()
  relay.ask()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 0 })
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[SV2] [SV4] a frame that was refused holds back what comes after it, until a step 2 has all of it', async () => {
  const relay = await connected()
  write(relay.room.doc)
  relay.refuse()
  write(relay.room.doc, 'b')
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 2 })
  relay.ask()
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[SV4] where the store keeps nothing it is never more than received, however much there is', async () => {
  const relay = await connected({ durability: 'none' })
  expect(relay.room.saved.get()).toEqual({ state: 'received', pending: 0 })
  for (let i = 1; i <= 3; i++) {
    write(relay.room.doc, `${i}`)
    relay.takeAll()
    relay.store()
    relay.tell()
    expect(relay.room.saved.get()).toEqual({ state: 'received', pending: i })
  }
})

test('[SV4] a relay of another make never says: it stays local', async () => {
  const relay = await connected({ isStock: true })
  write(relay.room.doc)
  relay.takeAll()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 1 })
})

const READ_ONLY = { kind: 'read-only' }

test('[SV4] a client that may not write: what the relay has as well is saved, own edits are not', async () => {
  const doc = new Y.Doc()
  write(doc)
  const relay = modelRelay({ doc }, { role: 'viewer' })
  Y.applyUpdate(relay.memory(), Y.encodeStateAsUpdate(doc))
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 0 })
  await relay.open()
  relay.ask()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
  write(doc, 'b')
  relay.take()
  relay.refuse()
  relay.store()
  relay.tell()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 1, obstacle: READ_ONLY })
  relay.become({ role: 'member' })
  relay.welcome()
  relay.ask()
  relay.save()
  expect(relay.room.saved.get()).toEqual({ state: 'saved', pending: 0 })
})

test('[X16] what a client that may not write has brought along is not called saved where the relay lacks it', async () => {
  const doc = new Y.Doc()
  write(doc)
  const relay = modelRelay({ doc }, { role: 'viewer' })
  await relay.open()
  relay.ask()
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 0, obstacle: READ_ONLY })
})

test('[SV4] a relay that counts what was never sent is not believed', async () => {
  const relay = await connected()
  relay.sockets.at(-1)?.give(Uint8Array.of(118, 100, 100))
  relay.sockets.at(-1)?.give(Uint8Array.of(118, 100))
  write(relay.room.doc)
  expect(relay.room.saved.get()).toEqual({ state: 'local', pending: 1 })
})
