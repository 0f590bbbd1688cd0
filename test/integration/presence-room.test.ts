import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import {
  joinPresence,
  type Person,
  type PresenceOptions,
  reactionsOf,
  signalsOf,
} from '../../client/presence.ts'
import { TYPE } from '../../shared/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** Somebody who joins the people of a room alone, and leaves when the test ends. */
const presenceRoom = (wsUrl: string, id: string, options: PresenceOptions = {}) => {
  const sockets: WebSocket[] = []
  /** The type of each message that came, or went out. */
  const received: (number | undefined)[] = []
  const sent: (number | undefined)[] = []
  class Recorded extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      sockets.push(this)
      this.on('message', (data: ArrayBuffer) => received.push(new Uint8Array(data)[0]))
    }

    override send(frame: Uint8Array) {
      sent.push(frame[0])
      super.send(frame)
    }
  }
  const environment = {
    ...nodeEnvironment(),
    WebSocket: Recorded as unknown as typeof globalThis.WebSocket,
  }
  const room = joinPresence(wsUrl, id, { ...options, environment })
  onTestCleanup(() => room.leave())
  return {
    ...room,
    signals: signalsOf(room),
    reactions: reactionsOf(room),
    received,
    sent,
    sockets,
    connected: () => until(() => room.status.get().state === 'connected', 'it is connected'),
    waitFor: (name: string, matches: (person: Person) => boolean = () => true) =>
      until(
        () => room.people.get().find((person) => person.name === name && matches(person)),
        `${name} is there`,
      ),
  }
}

test('people with a document, without one and with a stock client see each other', async () => {
  const { wsUrl } = await startRelay()
  const whole = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', x: 0.5 } })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock', seat: 3 } })
  const alone = presenceRoom(wsUrl, 'lesson', { presence: { name: 'teacher', y: 0.25, seat: { row: 1 } } })
  await alone.connected()
  expect(await alone.waitFor('Ada')).toMatchObject({ x: 0.5, isSelf: false, status: 'here' })
  expect(await alone.waitFor('stock')).toMatchObject({ seat: 3 })
  expect(await whole.waitFor('teacher')).toMatchObject({ y: 0.25, seat: { row: 1 } })
  const [clientId = 0] = (await alone.waitFor('teacher', ({ isSelf }) => isSelf)).clientIds
  expect(await stock.waitFor({ clientId })).toMatchObject({ name: 'teacher' })
  alone.self.set({ y: 0.75, seat: undefined })
  expect(await whole.waitFor('teacher', ({ y }) => y === 0.75)).not.toHaveProperty('seat')
  alone.leave()
  await whole.waitGone('teacher')
  expect(alone.status.get().state).toBe('left')
})

test('[DO1] nothing of the document is asked for, and nothing of it comes', async () => {
  const { wsUrl } = await startRelay()
  const writer = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  writer.text.insert(0, 'before')
  const alone = presenceRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  const reader = clientRoom(wsUrl, 'lesson')
  await alone.waitFor('Ada')
  writer.text.insert(0, 'after ')
  await until(() => reader.text.toString() === 'after before')
  writer.self.set({ x: 1 })
  await alone.waitFor('Ada', ({ x }) => x === 1)
  expect([alone.sent, alone.received].map((types) => types.includes(TYPE.sync))).toEqual([false, false])
})

test('somebody without presence is told who is there, and comes to be seen later', async () => {
  const { wsUrl } = await startRelay()
  const whole = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  await whole.connected()
  const alone = presenceRoom(wsUrl, 'lesson')
  await alone.waitFor('Ada')
  await alone.connected()
  expect(whole.people.get()).toHaveLength(1)
  alone.self.set({ name: 'late' })
  await whole.waitFor('late')
  const empty = presenceRoom(wsUrl, 'empty')
  await empty.connected()
  expect(empty.people.get()).toEqual([])
})

test('hands stand in the order of the relay, and its clock, its welcome and its rules are known', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const host = presenceRoom(wsUrl, 'lesson', {
    token: await token({ sub: 'host', role: 'host' }),
    presence: { name: 'host' },
  })
  const pupil = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: 'ada', role: 'member' }),
    presence: { name: 'Ada' },
  })
  await host.connected()
  await pupil.connected()
  pupil.self.set({ hand: true })
  await host.waitFor('Ada', ({ hand }) => hand === true)
  host.self.set({ hand: true })
  await until(
    () =>
      host.hands
        .get()
        .map(({ name }) => name)
        .join() === 'Ada,host',
  )
  await until(
    () =>
      pupil.hands
        .get()
        .map(({ name }) => name)
        .join() === 'Ada,host',
  )
  expect(host.welcome.get()?.identity).toMatchObject({ id: 'host', role: 'host' })
  expect(Math.abs(host.serverMs() - Date.now())).toBeLessThan(60_000)
  expect(host.signals.send('lower-all').ok).toBe(true)
  await until(() => host.hands.get().length === 0)
  expect(host.signals.send('mute-reactions', true).ok).toBe(true)
  await until(() => pupil.rules.get().reactionsMuted)
  await until(() => host.rules.get().reactionsMuted)
})

test('two tabs of one person are one, and so is one with a document', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const ada = await token({ sub: 'ada', name: 'Ada', role: 'member' })
  const first = presenceRoom(wsUrl, 'lesson', { token: ada, presence: { x: 0.1 } })
  const second = clientRoom(wsUrl, 'lesson', { token: ada, presence: { x: 0.2 } })
  const whole = await first.waitFor('Ada', ({ clientIds }) => clientIds.length === 2)
  expect(whole).toMatchObject({ key: 'id:ada', isSelf: true, role: 'member' })
  await second.waitFor('Ada', ({ clientIds }) => clientIds.length === 2)
  expect([first.people.get(), second.people.get()].map(({ length }) => length)).toEqual([1, 1])
})

test('signals and reactions go both ways', async () => {
  const { wsUrl } = await startRelay()
  const whole = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const alone = presenceRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  await Promise.all([whole.waitFor('teacher'), alone.waitFor('Ada')])
  const heard: unknown[] = []
  alone.signals.on('bell', ({ data, from }) => heard.push([data, from.person?.name]))
  expect(whole.signals.send('bell', 7).ok).toBe(true)
  await until(() => heard.length === 1)
  expect(heard).toEqual([[7, 'Ada']])
  expect(alone.reactions.send('👍').ok).toBe(true)
  await until(() => whole.reactions.get()[0]?.names[0] === 'teacher')
  expect(alone.reactions.get()).toMatchObject([{ emoji: '👍', count: 1 }])
})

test('the signals of a room are one thing, however often they are asked for, and a copy of a room has none', () => {
  const { environment } = fakeEnvironment()
  const room = joinPresence('ws://relay', 'lesson', { environment })
  onTestCleanup(() => room.leave())
  expect(signalsOf(room)).toBe(signalsOf(room))
  expect(reactionsOf(room)).toBe(reactionsOf(room))
  expect(signalsOf(room).send('bell')).toMatchObject({ ok: false, fault: { code: 'not-connected' } })
  expect(() => signalsOf({ ...room })).toThrow(TypeError)
  expect(() => reactionsOf({ ...room })).toThrow(TypeError)
})

test('an app that changes what it was told of others changes nothing', async () => {
  const { wsUrl } = await startRelay()
  const whole = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', tool: { color: 'red' } } })
  const alone = presenceRoom(wsUrl, 'lesson')
  const { tool } = (await alone.waitFor('Ada')) as Person<{ tool?: { color: string } }>
  expect(() => Object.assign(tool ?? {}, { color: 'blue' })).toThrow(TypeError)
  whole.self.set({ x: 0.5 })
  expect(await alone.waitFor('Ada', ({ x }) => x === 0.5)).toMatchObject({ tool: { color: 'red' } })
})

test('a lost connection comes back, with the same entry and the others', async () => {
  const { wsUrl } = await startRelay()
  const whole = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const alone = presenceRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  const before = await whole.waitFor('teacher')
  await alone.waitFor('Ada')
  alone.sockets.at(-1)?.terminate()
  await until(() => alone.status.get().state !== 'connected')
  alone.self.set({ x: 0.5 })
  alone.reconnect()
  const after = await whole.waitFor('teacher', ({ x }) => x === 0.5)
  expect(after.clientIds).toEqual(before.clientIds)
  await alone.connected()
  await alone.waitFor('Ada', ({ status }) => status === 'here')
  expect(alone.sockets).toHaveLength(2)
})

test('[X54] what is no option of presence is refused', () => {
  const join = (options: object) => () => joinPresence('ws://relay', 'lesson', options as PresenceOptions)
  expect(join({ offline: true })).toThrow('no option offline')
  expect(join({ doc: {} })).toThrow(TypeError)
  expect(join({ throttleMs: -1 })).toThrow('throttleMs is a number')
  const environment = { ...nodeEnvironment(), random: undefined }
  expect(join({ environment })).toThrow('environment is an Environment')
  expect(() => joinPresence('ftp://relay', 'lesson')).toThrow('ws: or wss:')
  expect(() => joinPresence('ws://relay', '../lesson')).toThrow('room')
})
