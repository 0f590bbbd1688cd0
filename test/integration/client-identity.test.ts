import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { STATE_BYTES, writeOwnChange, writeSignalRequest } from '../../shared/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { rawClient } from '../support/raw-client.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('[X50] [CP1] two anonymous people who say the same id are two, with a relay that verifies and with one that does not', async () => {
  for (const options of [{}, { secrets: [SECRET], anonymous: 'join' } as const]) {
    const { wsUrl } = await startRelay(options)
    const guest = (name: string) =>
      clientRoom(wsUrl, 'lesson', { presence: { name, id: 'guest-7', role: 'host' } as never })
    const rooms = [guest('one'), guest('two')]
    const watcher = clientRoom(wsUrl, 'lesson')
    for (const room of [...rooms, watcher]) {
      await room.waitFor('one')
      await room.waitFor('two')
      const guests = room.people.get().filter(({ name }) => name !== undefined)
      expect(guests.map(({ clientIds, id }) => [clientIds.length, id])).toEqual([
        [1, undefined],
        [1, undefined],
      ])
      expect(guests.every(({ isSelf, role }) => isSelf || role === undefined)).toBe(true)
    }
  }
})

test('[X50] [CP1] a verified person has an id and a role, is one in two tabs, and nobody joins them by saying so', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
  const ada = { token: await token({ sub: 'ada', name: 'Ada', role: 'host' }) }
  const tabs = [clientRoom(wsUrl, 'lesson', ada), clientRoom(wsUrl, 'lesson', ada)]
  for (const tab of tabs) tab.room.self.set({ x: 0 })
  const impostor = clientRoom(wsUrl, 'lesson', { presence: { name: 'Impostor', id: 'ada' } as never })
  for (const room of [...tabs, impostor]) {
    await room.waitFor('Ada', ({ clientIds }) => clientIds.length === 2)
    await room.waitFor('Impostor')
    const [, ...more] = room.people.get().filter(({ key }) => key === 'id:ada')
    expect(more).toEqual([])
    expect(room.person('Ada')).toMatchObject({ id: 'ada', role: 'host' })
    expect(room.person('Impostor')?.id).toBeUndefined()
  }
})

test('[X53] [PR13] [CL12] of two that share a document one leaves: the other is seen again, though it does nothing', async () => {
  for (const ada of [{ token: await token({ sub: 'ada', name: 'Ada' }) }, {}]) {
    const { wsUrl } = await startRelay({ secrets: [SECRET], anonymous: 'join' })
    const doc = new Y.Doc()
    const presence = { name: 'Ada', x: 0.5 }
    const first = clientRoom(wsUrl, 'lesson', { ...ada, doc, presence })
    const watcher = clientRoom(wsUrl, 'lesson')
    await watcher.waitFor('Ada')
    const second = clientRoom(wsUrl, 'lesson', { ...ada, doc, presence: { ...presence, name: 'Ada again' } })
    await second.connected()
    await second.text.insert(0, 'both')
    await until(() => watcher.text.toString() === 'both')
    // Whichever has the entry leaves.
    const [leaver, stayer] = 'token' in ada ? [second, first] : [first, second]
    leaver.room.leave()
    const name = stayer === first ? 'Ada' : 'Ada again'
    await watcher.waitFor(name, ({ status, x }) => status === 'here' && x === 0.5)
    stayer.room.self.set({ x: 1 })
    await watcher.waitFor(name, ({ x }) => x === 1)
    stayer.room.leave()
    await watcher.waitGone(name)
  }
})

test('[X31] [LI2] presence, signals and changes that are too large or too early close nobody, however many come', async () => {
  const { wsUrl, url } = await startRelay()
  const raw = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const watcher = await rawClient(wsUrl, 'lesson')
  watcher.say({ id: 9, state: {} })
  const note = 'x'.repeat(STATE_BYTES)
  for (let n = 0; n < 50; n++) raw.send(writeOwnChange({ set: { x: n }, cleared: [] }))
  raw.say({ id: 1, state: { name: 'Ada' } })
  let tree: unknown = 1
  for (let level = 0; level < 20; level++) tree = [tree]
  for (let n = 0; n < 50; n++) {
    raw.send(writeOwnChange({ set: { note }, cleared: [] }))
    raw.say({ id: 1, clock: n + 2, state: { note } })
    raw.say({ id: 1, clock: n + 2, state: { tree } })
  }
  const signal = writeSignalRequest({ kind: 'poll', data: 'x', to: [] })
  if (!signal.ok) throw new Error(signal.fault.message)
  for (let n = 0; n < 50; n++) raw.send(Uint8Array.of(...signal.value, ...new Uint8Array(5_000)))
  raw.send(writeOwnChange({ set: { mark: 'end' }, cleared: [] }))
  expect(await watcher.waitFor(1, ({ mark }) => mark === 'end')).toEqual({ name: 'Ada', mark: 'end' })
  const counted = async (code: string) => metricOf(url, 'homeroom_faults_total', { code })
  expect(await counted('no-entry')).toBe(50)
  // Some of them waited for their time, and only the latest of those is taken ([FO7]).
  expect(await counted('state-too-large')).toBeGreaterThan(32)
  expect(await counted('too-deep')).toBeGreaterThan(0)
  expect(await counted('signal-too-large')).toBe(50)
  expect(raw.isClosed()).toBe(false)
})

test('[X31] a client with much presence and a moving pointer stays, and its document with it', async () => {
  const { wsUrl } = await startRelay()
  const ada = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' }, throttleMs: 0 })
  const watcher = clientRoom(wsUrl, 'lesson')
  await watcher.waitFor('Ada')
  ada.room.awareness.setLocalStateField('selection', 'x'.repeat(20_000))
  for (let n = 0; n < 100; n++) {
    expect(() => ada.room.self.set({ x: n })).toThrow(/selection/)
    ada.room.awareness.setLocalStateField('x', n)
  }
  ada.text.insert(0, 'still here')
  await until(() => watcher.text.toString() === 'still here')
  expect([ada.status.get().state, ada.sockets.length]).toEqual(['connected', 1])
  ada.room.awareness.setLocalStateField('selection', null)
  await watcher.waitFor('Ada', ({ x }) => x === 99)
})
