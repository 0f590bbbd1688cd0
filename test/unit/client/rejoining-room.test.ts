import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomOptions } from '../../../client/index.ts'
import { rejoiningRoom } from '../../../client/rejoining-room.ts'
import { selection } from '../../../client/selection.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { until } from '../../support/until.ts'
import { fakeSockets, frames, whole } from './fake-relay.ts'

const joined = (options: RoomOptions = {}) => {
  const { sockets, WebSocketClass } = fakeSockets()
  const fake = fakeEnvironment(WebSocketClass)
  const room = rejoiningRoom('ws://relay', 'lesson', {
    environment: fake.environment,
    presence: { name: 'self' },
    ...options,
  })
  onTestCleanup(() => room.leave())
  /** The socket of that number, in the room with somebody of this name. */
  const meets = async (count: number, name: string) => {
    const socket = await until(() => (sockets.length === count ? sockets[count - 1] : null))
    socket.open()
    socket.give(frames.welcome('host'))
    socket.give(frames.presence(whole(1, 10, { name })))
    return socket
  }
  return { room, sockets, meets, fake }
}

const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
}

test('[EP4] where its copy was dropped the room is joined again, with a new document, and what listens goes on', async () => {
  const { room, meets, fake } = joined()
  const heard: string[] = []
  room.people.subscribe(() => {
    throw new Error('of the app')
  })
  const stop = room.others.subscribe((others) => heard.push(`others ${others.map(({ name }) => name)}`))
  room.status.subscribe(({ state }) => heard.push(state))
  room.people.listen(({ type, person }) => heard.push(`${type} ${person.name}`))
  room.signals.on('bell', ({ data }) => heard.push(`bell ${data}`))
  const docs: Y.Doc[] = []
  selection(room.status, () => room.doc).subscribe((doc) => docs.push(doc))
  await meets(1, 'Ada')
  expect(heard.splice(0)).toEqual(['others Ada'])
  const { doc } = room
  doc.getText('notes').insert(0, 'dropped')
  await room.copy.drop()
  await turns()
  expect(heard.splice(0)).toEqual(['left', 'others ', 'connecting'])
  const socket = await meets(2, 'teacher')
  expect(fake.reported().length).toBeGreaterThan(0)
  expect(room.doc).not.toBe(doc)
  expect(docs.map((one) => one === room.doc)).toEqual([true])
  expect([room.doc.getText('notes').toString(), room.awareness.doc, room.self.get().name]).toEqual([
    '',
    room.doc,
    'self',
  ])
  const from = { clientId: 10, id: null, name: null, role: 'host' } as const
  socket.give(frames.signals({ kind: 'bell', data: 1, from, atMs: 0 }))
  expect(heard.splice(0)).toEqual(['others teacher', 'bell 1'])
  expect(room.signals.send('bell')).toEqual({ ok: true, value: null })
  stop()
  room.leave()
  expect(heard).toEqual(['left'])
})

test('[EP4] a room that is left at once is not joined again', async () => {
  const { room, sockets, fake } = joined()
  await room.copy.drop()
  room.leave()
  await turns()
  expect([sockets.length, fake.timerCount, room.status.get().state]).toEqual([0, 0, 'left'])
})

test('[EP4] with a document of the app’s own it is not joined again: that would bring what was dropped', async () => {
  const doc = new Y.Doc()
  const { room, sockets, meets } = joined({ doc })
  await meets(1, 'Ada')
  await room.copy.drop()
  await turns()
  expect([room.doc === doc, sockets.length, room.status.get().state]).toEqual([true, 1, 'left'])
})

test('two documents that hold the same are two to a selection', () => {
  let now = new Y.Doc()
  const doc = selection({ get: () => now, subscribe: () => () => undefined }, (value) => value)
  const before = doc.get()
  now = new Y.Doc()
  expect(doc.get() === before).toBe(false)
})
