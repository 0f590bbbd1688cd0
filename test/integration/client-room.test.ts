import { expect, test } from 'vitest'
import type { PersonEvent } from '../../client/index.ts'
import { MESSAGES } from '../../shared/index.ts'
import { clientRoom, nodeEnvironment } from '../support/client-room.ts'
import { fakeEnvironment } from '../support/fake-environment.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('people see each other, where they are and what they write', async () => {
  const { wsUrl } = await startRelay()
  const a = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', x: 0.1, y: 0.2 } })
  const b = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  expect(await b.waitFor('Ada')).toMatchObject({ x: 0.1, y: 0.2, status: 'here', isSelf: false })
  expect(await a.waitFor('teacher')).toMatchObject({ status: 'here' })
  a.self.set({ x: 0.9, emoji: '👍' })
  expect(await b.waitFor('Ada', ({ x }) => x === 0.9)).toMatchObject({ y: 0.2, emoji: '👍' })
  a.text.insert(0, 'hello')
  await until(() => b.text.toString() === 'hello')
  expect(a.person('Ada')?.isSelf).toBe(true)
})

test('works beside stock clients in one room', async () => {
  const { wsUrl } = await startRelay()
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock', x: 5, y: -5, hand: true } })
  const ours = clientRoom(wsUrl, 'lesson', { space: 'unit', presence: { name: 'Ada', x: 0.5 } })
  expect(await ours.waitFor('stock')).toMatchObject({ x: 1, y: 0, hand: true, handAt: expect.any(Number) })
  expect(await stock.waitFor({ clientId: ours.doc.clientID })).toMatchObject({ name: 'Ada', x: 0.5 })
})

test('[CW3] [CW4] a move among clients of ours is some bytes up and some down, and stock clients see it', async () => {
  const { wsUrl } = await startRelay()
  const mover = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada', x: 0, y: 0, note: 'a long one' } })
  const watcher = clientRoom(wsUrl, 'lesson', { presence: { name: 'watcher' } })
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'stock' } })
  await watcher.waitFor('Ada')
  await watcher.waitFor('stock')
  await stock.waitFor({ clientId: mover.doc.clientID })
  mover.self.set({ x: 0.25, y: 0.5 })
  expect(await watcher.waitFor('Ada', ({ x }) => x === 0.25)).toMatchObject({ y: 0.5, note: 'a long one' })
  expect(await stock.waitFor({ clientId: mover.doc.clientID }, ({ x }) => x === 0.25)).toMatchObject({
    y: 0.5,
    note: 'a long one',
  })
  const place = [12_500 >> 8, 12_500 & 255, 25_000 >> 8, 25_000 & 255]
  expect([...(mover.sent.at(-1) ?? [])]).toEqual([MESSAGES.presence.type, 0, ...place])
  expect([...(watcher.received.at(-1) ?? [])].slice(2)).toEqual(place)
  expect(watcher.received.filter(([type]) => type === MESSAGES.awareness.type)).toEqual([])
})

test('[PR1] nothing heard is sent back: a room that only listens sends nothing', async () => {
  const { wsUrl, relay } = await startRelay()
  const mover = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' }, throttleMs: 0 })
  const listener = clientRoom(wsUrl, 'lesson', { presence: { name: 'listener' } })
  await listener.waitFor('Ada')
  for (let i = 1; i <= 20; i++) {
    mover.self.set({ x: i / 20 })
    await listener.waitFor('Ada', ({ x }) => x === i / 20)
  }
  const metrics = await (await relay.routes.request('/metrics')).text()
  expect(metrics).toMatch(/^homeroom_presence_echoes_total 0$/m)
})

test('own changes are seen at once, and kept by a welcome, a loss and an emptied Awareness', async () => {
  const { wsUrl } = await startRelay()
  const a = clientRoom(wsUrl, 'lesson')
  a.self.set({ name: 'Ada', hand: true })
  expect(a.self.get()).toMatchObject({ name: 'Ada', hand: true })
  expect(a.person('Ada')).toMatchObject({ hand: true, isSelf: true })
  const b = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  await b.waitFor('Ada', ({ hand }) => hand === true)
  a.awareness.setLocalState(null)
  await b.waitGone('Ada')
  // V12: a field set after the state was emptied brings the whole of it back.
  a.self.set({ x: 0.5 })
  expect(await b.waitFor('Ada')).toMatchObject({ hand: true, x: 0.5 })
})

test('C87 a hand that was up is up after a killed socket, with its place in the queue', async () => {
  const { wsUrl } = await startRelay()
  const rooms = ['first', 'second', 'third'].map((name) =>
    clientRoom(wsUrl, 'lesson', { presence: { name } }),
  )
  const [first, second, third] = rooms
  for (const room of rooms) {
    await room.connected()
    room.self.set({ hand: true })
    await until(() => room.self.get().handAt !== undefined, 'the relay has stamped the hand')
  }
  const order = (room: (typeof rooms)[number]) => room.hands.get().map(({ name }) => name)
  await until(() => rooms.every((room) => order(room).join() === 'first,second,third'))
  const events: PersonEvent[] = []
  second?.people.listen((event) => events.push(event))
  first?.socket()?.terminate()
  await until(() => events.some(({ type }) => type === 'back'))
  await until(() => rooms.every((room) => order(room).join() === 'first,second,third'))
  expect(events.map(({ type, person }) => [type, person.name])).toEqual([
    ['lost', 'first'],
    ['back', 'first'],
  ])
  expect(third?.person('first')?.status).toBe('here')
})

test('[CP1] two tabs of one verified person are one, and the person leaves with the last', async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  const jwt = await token({ sub: 'ada', name: 'Ada' })
  const teacher = clientRoom(wsUrl, 'lesson', {
    token: await token({ sub: 't', name: 'teacher', role: 'host' }),
    presence: {},
  })
  const one = clientRoom(wsUrl, 'lesson', { token: jwt, presence: { x: 0.1 } })
  const two = clientRoom(wsUrl, 'lesson', { token: jwt, presence: { x: 0.2 } })
  await teacher.waitFor('Ada', ({ clientIds }) => clientIds.length === 2)
  one.self.set({ x: 0.7 })
  await teacher.waitFor('Ada', ({ x }) => x === 0.7)
  expect(teacher.people.get()).toHaveLength(2)
  await until(() => one.people.get().length === 2)
  expect(one.self.get()).toMatchObject({ id: 'ada', name: 'Ada', role: 'member' })
  one.room.leave()
  await teacher.waitFor('Ada', ({ clientIds, x }) => clientIds.length === 1 && x === 0.2)
  two.room.leave()
  await teacher.waitGone('Ada')
})

test('[CP4] whoever is there already is no news, and each who comes or goes is one event', async () => {
  const { wsUrl } = await startRelay()
  const early = clientRoom(wsUrl, 'lesson', { presence: { name: 'early' } })
  await early.connected()
  const a = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const events: string[] = []
  a.people.listen(({ type, person }) => events.push(`${type} ${person.name}`))
  await a.waitFor('early')
  const late = clientRoom(wsUrl, 'lesson', { presence: { name: 'late' } })
  await a.waitFor('late')
  late.room.leave()
  await a.waitGone('late')
  expect(events).toEqual(['joined late', 'left late'])
})

test('leaving says goodbye and leaves nothing: twice is once', async () => {
  const { wsUrl } = await startRelay()
  const a = clientRoom(wsUrl, 'lesson', { presence: { name: 'Ada' } })
  const b = clientRoom(wsUrl, 'lesson', { presence: { name: 'teacher' } })
  await b.waitFor('Ada')
  a.room.leave()
  a.room.leave()
  await b.waitGone('Ada')
  expect(a.status.get()).toEqual({ state: 'left' })
  await until(() => a.socket()?.readyState === 3)
})

test('a room id or a URL that is none is said at once', () => {
  expect(() => clientRoom('ws://127.0.0.1:1', 'no room')).toThrow(TypeError)
  expect(() => clientRoom('ftp://127.0.0.1:1', 'lesson')).toThrow(TypeError)
})

test('[CL1] whoever moves at 60 Hz sends at most 20 frames a second, and the last position arrives', async () => {
  const { wsUrl, relay } = await startRelay()
  const fake = fakeEnvironment(nodeEnvironment().WebSocket)
  const mover = clientRoom(wsUrl, 'lesson', { environment: fake.environment, presence: { name: 'Ada' } })
  const watcher = clientRoom(wsUrl, 'lesson', { presence: { name: 'watcher' } })
  await watcher.waitFor('Ada')
  await mover.connected()
  const received = async () => {
    const metrics = await (await relay.routes.request('/metrics')).text()
    return Number(/^homeroom_messages_received_total (\d+)$/m.exec(metrics)?.[1])
  }
  const before = await received()
  for (let i = 1; i <= 60; i++) {
    mover.self.set({ x: i / 60 })
    fake.pass(1000 / 60)
  }
  fake.pass(50)
  await watcher.waitFor('Ada', ({ x }) => x === 1)
  expect((await received()) - before).toBeLessThanOrEqual(21)
})

test('[RT1] [RT2] [RT3] alone in a room nothing is sent of moves, those who come hear the last, and savers of data are told so', async () => {
  const { wsUrl } = await startRelay()
  const presence = { name: 'Ada', x: 0, y: 0 }
  const alone = clientRoom(wsUrl, 'lesson', { presence, throttleMs: 0 })
  const perSecond = ({ welcome }: typeof alone) => welcome.get()?.limits.presencePerSecond
  await until(() => perSecond(alone) === 0)
  alone.self.set({ x: 0.5, y: 0.5 })
  // Goes at once, so the move before it would have gone.
  alone.self.set({ hand: true })
  await until(() => typeof alone.self.get().handAt === 'number')
  const { length } = alone.sent
  for (let x = 0; x < 100; x++) alone.self.set({ x: x / 100, y: 1 })
  expect(alone.sent).toHaveLength(length)
  const saver = clientRoom(wsUrl, 'lesson', { environment: { ...nodeEnvironment(), savesData: () => true } })
  expect(await saver.waitFor('Ada', ({ x }) => x === 0.99)).toMatchObject({ y: 1 })
  expect([perSecond(alone), perSecond(saver)]).toEqual([60, 4])
  expect(saver.socket()?.url).toMatch(/\/lesson\?presence=sparing$/)
})
