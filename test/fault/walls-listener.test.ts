// A listener of a room that throws has missed something: it is caught up, or the room is loaded again.
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Connection } from '../../server/connections/connection.ts'
import { Broadcast } from '../../server/fanout/broadcast.ts'
import type { RoomListener } from '../../server/fanout/room-listener.ts'
import { sqliteStore } from '../../server/index.ts'
import { Journal } from '../../server/rooms/journal.ts'
import { Room } from '../../server/rooms/room.ts'
import { CLOSES } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { countingClient } from '../support/counting-client.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'
import { HURT, relayWithWalls, throwOnce, twoIn } from '../support/walls.ts'

const IN_ROOM = { room: HURT }

const durableRelay = async () => {
  const store = sqliteStore(tempFile())
  onTestCleanup(() => store.close())
  const relay = await relayWithWalls({ store: keptOpen(store) })
  const stored = async (): Promise<string> => {
    const doc = new Y.Doc()
    for (const update of (await store.open(HURT)).updates) Y.applyUpdate(doc, update)
    return doc.getText('text').toString()
  }
  return { ...relay, stored }
}

const write = (text: string) => (doc: Y.Doc) => doc.getText('text').insert(0, text)

/** Somebody on each wire, who watches the others. */
const watchers = async (wsUrl: string): Promise<readonly RawClient[]> => {
  const both = [await rawClient(wsUrl, HURT), await rawClient(wsUrl, HURT, { isCompact: true })]
  for (const [at, watcher] of both.entries()) watcher.say({ id: 100 + at, state: { name: `watcher ${at}` } })
  await both[0]?.waitFor(101)
  await both[1]?.waitFor(100)
  return both
}

test('[WA4][SV3] the journal fails at an update: it is in the store all the same, before it is said to be saved', async () => {
  const { wsUrl, stored, wasCaught, nothingElseHappened } = await durableRelay()
  const ada = await countingClient(wsUrl, HURT)
  await until(() => ada.answers() > 0 && ada.asked() > 0)
  const hasThrown = throwOnce(Journal.prototype, 'updated')
  ada.write(write('kept'))
  await until(() => ada.lastTold().saved === ada.sent())
  expect(await stored()).toBe('kept')
  expect(hasThrown()).toBe(true)
  await wasCaught('listener', IN_ROOM)
  expect(ada.isClosed()).toBe(false)
  await nothingElseHappened()
})

test('[SV3] the journal cannot find out what it has missed: the room is emptied with 1013, nothing is said to be saved, and it comes back with its client', async () => {
  const { wsUrl, stored, failures, nothingElseHappened } = await durableRelay()
  const ada = await countingClient(wsUrl, HURT)
  ada.write(write('first '))
  await until(() => ada.lastTold().saved === ada.sent() && ada.sent() > 1)
  const { saved } = ada.lastTold()
  throwOnce(Journal.prototype, 'updated')
  throwOnce(Journal.prototype, 'missed')
  ada.write(write('second '))
  expect(await ada.closed).toEqual({ code: 1013, reason: CLOSES['try-later'].text })
  expect(ada.lastTold().saved).toBe(saved)
  expect(await failures('listener')).toBe(2)
  const again = await countingClient(wsUrl, HURT, { doc: ada.doc })
  await until(() => again.sent() > 0 && again.lastTold().saved === again.sent())
  expect(await stored()).toBe('second first ')
  await nothingElseHappened()
})

const PRESENCE = ['changed', 'removed', 'settled'] as const

test.for(PRESENCE)('the sockets are not told that presence was %s: everyone sees what is', async (method) => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const both = await watchers(wsUrl)
  const [leaver, mover] = [await rawClient(wsUrl, HURT), await rawClient(wsUrl, HURT)]
  leaver.say({ id: 1, state: { name: 'leaver' } })
  for (const watcher of both) await watcher.waitFor(1)
  const hasThrown = throwOnce(Broadcast.prototype, method)
  // One goes, and another one comes.
  leaver.ws.terminate()
  for (const watcher of both) await watcher.waitGone(1)
  mover.say({ id: 2, state: { name: 'mover' } })
  for (const watcher of both) await watcher.waitFor(2)
  mover.say({ id: 2, clock: 2, state: { name: 'moved' } })
  for (const watcher of both) await watcher.waitFor(2, ({ name }) => name === 'moved')
  expect(hasThrown()).toBe(true)
  await wasCaught('listener', IN_ROOM)
  expect(both.some((watcher) => watcher.isClosed())).toBe(false)
  await nothingElseHappened()
})

test('[WA4] the sockets are not told that a client comes or goes: one that comes back is seen', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const both = await watchers(wsUrl)
  const leaver = await rawClient(wsUrl, HURT)
  leaver.say({ id: 1, state: { name: 'leaver' } })
  for (const watcher of both) await watcher.waitFor(1)
  throwOnce(Broadcast.prototype, 'removed')
  leaver.ws.terminate()
  for (const watcher of both) await watcher.waitGone(1)
  const back = await rawClient(wsUrl, HURT)
  back.say({ id: 1, clock: 2, state: { name: 'back' } })
  for (const watcher of both) await watcher.waitFor(1, ({ name }) => name === 'back')
  await wasCaught('listener', IN_ROOM)
  await nothingElseHappened()
})

test('[WA4] the sockets are not told of an update: everyone is caught up', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const [ada, other] = [await countingClient(wsUrl, HURT), await countingClient(wsUrl, HURT)]
  await until(() => other.answers() > 0)
  throwOnce(Broadcast.prototype, 'updated')
  ada.write(write('told'))
  await until(() => other.doc.getText('text').toString() === 'told')
  await wasCaught('listener', IN_ROOM)
  expect(ada.isClosed() || other.isClosed()).toBe(false)
  await nothingElseHappened()
})

test('[WA4] the sockets are not told of a signal: it is lost, since nobody keeps it, and everything else goes on', async () => {
  const { wsUrl, wasCaught, nothingElseHappened } = await relayWithWalls()
  const [ada, other] = [
    await rawClient(wsUrl, HURT, { isCompact: true }),
    await rawClient(wsUrl, HURT, { isCompact: true }),
  ]
  throwOnce(Broadcast.prototype, 'signalled')
  ada.send(signalRequest('reaction', '👍'))
  ada.send(signalRequest('reaction', '🎉'))
  await until(() => signalsOf(other).length > 0)
  expect(signalsOf(other).map(({ data }) => data)).toEqual(['🎉'])
  await wasCaught('listener', IN_ROOM)
  await nothingElseHappened()
})

test('[WA4] the sockets are not told that somebody has left: the dead one is forgotten', async () => {
  const { wsUrl, url, wasCaught, nothingElseHappened } = await relayWithWalls()
  const both = await watchers(wsUrl)
  const leaver = await rawClient(wsUrl, HURT)
  leaver.say({ id: 1, state: { name: 'leaver' } })
  for (const watcher of both) await watcher.waitFor(1)
  throwOnce(Broadcast.prototype, 'left')
  leaver.ws.terminate()
  for (const watcher of both) await watcher.waitGone(1)
  const send = vi.spyOn(Connection.prototype, 'send')
  onTestCleanup(() => send.mockRestore())
  both[0]?.say({ id: 100, clock: 2, state: { name: 'moves' } })
  await both[1]?.waitFor(100, ({ name }) => name === 'moves')
  expect((send.mock.contexts as Connection[]).every(({ isOpen }) => isOpen)).toBe(true)
  await wasCaught('listener', IN_ROOM)
  expect(await fetch(`${url}/api/rooms/${HURT}`).then((response) => response.json())).toMatchObject({
    connections: 2,
  })
  await nothingElseHappened()
})

test.for(['updated', 'changed', 'removed', 'left', 'signalled'] as const)(
  'the sockets fail at %s and cannot be caught up: the room is emptied with 1013, and comes back whole',
  async (method) => {
    const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
    const hurt = await twoIn(wsUrl, HURT)
    const raw = await rawClient(wsUrl, HURT, { isCompact: true })
    const leaver = await rawClient(wsUrl, HURT)
    leaver.say({ id: 1, state: { name: 'leaver' } })
    await hurt.stock.waitFor({ clientId: 1 })
    throwOnce(Broadcast.prototype, method)
    throwOnce(Broadcast.prototype, 'missed')
    raw.say({ id: 2, state: { name: 'comes' } })
    raw.send(signalRequest('reaction', '👍'))
    hurt.stock.text.insert(0, 'lost?')
    leaver.ws.terminate()
    expect(await raw.closed).toEqual({ code: 1013, reason: CLOSES['try-later'].text })
    expect(await failures('listener')).toBe(2)
    await hurt.converge()
    expect(hurt.compact.text.toString()).toContain('lost?')
    await hurt.stock.waitGone({ clientId: 1 })
    await nothingElseHappened()
  },
)

test('a listener of the host that always throws ends nothing but its room', async () => {
  const { wsUrl, failures, nothingElseHappened } = await relayWithWalls()
  const listener: RoomListener = {
    entered() {
      throw new Error('it does not want to know')
    },
    missed: () => undefined,
  }
  const rooms = new Set<Room>()
  const enter = Room.prototype.enter
  Room.prototype.enter = function (participant) {
    if (this.id === HURT && !rooms.has(this)) this.listen(listener)
    rooms.add(this)
    enter.call(this, participant)
  }
  onTestCleanup(() => {
    Room.prototype.enter = enter
  })
  const hurt = await twoIn(wsUrl, HURT)
  await hurt.converge()
  expect(await failures('listener')).toBeGreaterThan(1)
  await nothingElseHappened()
})
