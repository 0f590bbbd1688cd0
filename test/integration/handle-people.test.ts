import { expect, test } from 'vitest'
import { RoomError, type RoomEvents, type RoomHandle } from '../../server/index.ts'
import { apiClient, textIn, textUpdate } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { memoryLog } from '../support/memory-log.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalRequest, signalsOf } from '../support/raw-signals.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const open = async (
  options: Parameters<typeof startRelay>[0] = {},
  by: Parameters<Awaited<ReturnType<typeof startRelay>>['relay']['room']>[1] = {},
) => {
  const running = await startRelay(options)
  return { ...running, api: apiClient(running.url), room: await running.relay.room('lesson', by) }
}

const codeOf = (work: () => unknown): unknown => {
  try {
    work()
    return 'it was done'
  } catch (error) {
    return error instanceof RoomError ? error.code : error
  }
}

const namesIn = (room: RoomHandle) => room.presence.get().map(({ state }) => state.name)

test('a handle is nobody in the room until it sets a presence, which all kinds of clients see', async () => {
  const { wsUrl, api, room } = await open()
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  const own = clientRoom(wsUrl, 'lesson', { presence: { name: 'Member' } })
  await until(() => namesIn(room).length === 2)
  expect((await api.get('/rooms/lesson')).json).toMatchObject({ connections: 2, entries: 2 })
  room.presence.set({ name: 'Bot', x: 0.5, y: 0.25, emoji: '🤖', hand: true, color: '#00f' })
  const seen = await stock.waitFor({ clientId: room.clientId })
  expect(seen).toMatchObject({ name: 'Bot', x: 0.5, y: 0.25, emoji: '🤖', hand: true, color: '#00f' })
  const person = await own.waitFor('Bot')
  expect(person).toMatchObject({ x: 0.5, hand: true, clientIds: [room.clientId] })
  expect((await api.get('/rooms/lesson')).json).toMatchObject({ connections: 2, entries: 3 })
  expect((await api.get('/rooms/lesson/presence')).json.entries).toEqual(room.presence.get())
  room.presence.set({ name: 'Bot', x: 0.75 })
  await own.waitFor('Bot', ({ x, hand }) => x === 0.75 && hand === undefined)
  await stock.waitFor({ clientId: room.clientId }, ({ x, emoji }) => x === 0.75 && emoji === undefined)
  room.presence.set(null)
  await stock.waitGone({ clientId: room.clientId })
  await own.waitGone('Bot')
  room.presence.set({ name: 'Bot' })
  await own.waitFor('Bot')
  await room.close()
  await own.waitGone('Bot')
  await stock.waitGone({ clientId: room.clientId })
})

test('a presence that is none is refused, and the one before stays', async () => {
  const { room } = await open()
  room.presence.set({ name: 'Bot' })
  expect(codeOf(() => room.presence.set({ text: 'x'.repeat(100_000) }))).toBe('state-too-large')
  expect(codeOf(() => room.presence.set([1] as never))).toBe('state-not-object')
  expect(codeOf(() => room.presence.set('text' as never))).toBe('state-not-object')
  expect(codeOf(() => room.presence.set(undefined as never))).toBe('state-not-object')
  expect(namesIn(room)).toEqual(['Bot'])
})

test('a verified handle is stamped, and one that may only look on has no presence', async () => {
  const options = { secrets: [SECRET], roles: { teacher: 'host' } } as const
  const { relay, room } = await open(options, { by: { id: 'bot', name: 'Bot', role: 'teacher' } })
  room.presence.set({ id: 'somebody else', x: 1 })
  expect(room.presence.get()).toEqual([
    { clientId: room.clientId, state: { id: 'bot', name: 'Bot', role: 'teacher', rights: 'host', x: 1 } },
  ])
  const viewer = await relay.room('lesson', { by: { id: 'eve', role: 'viewer' } })
  expect(codeOf(() => viewer.presence.set({ x: 1 }))).toBe('role-forbidden')
  expect(codeOf(() => viewer.signals.send('bell'))).toBe('role-forbidden')
})

test('signals of a handle reach clients of both kinds of addresses, and theirs reach the handle', async () => {
  const { relay, wsUrl, room } = await open({}, { by: { id: 'bot', name: 'Bot' } })
  const heard: unknown[] = []
  const stop = room.signals.on('answer', ({ data }) => heard.push(data))
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  const ben = await rawClient(wsUrl, 'lesson', { isCompact: true })
  ada.say({ id: 5, state: { name: 'Ada' } })
  await until(() => room.presence.get().length === 1)
  room.signals.send('bell', { at: 1 })
  room.signals.send('hint', 'for Ada', { to: [5], by: { id: 'aide', role: 'member' } })
  await until(() => signalsOf(ada).length === 2)
  expect(signalsOf(ada)).toMatchObject([
    { kind: 'bell', data: { at: 1 }, identity: { id: 'bot', name: 'Bot', role: 'host' } },
    { kind: 'hint', data: 'for Ada', identity: { id: 'aide', role: 'member' } },
  ])
  room.presence.set({ name: 'Bot' })
  ada.send(signalRequest('answer', 'for all'))
  ada.send(signalRequest('answer', 'for the bot', [room.clientId]))
  ada.send(signalRequest('answer', 'for Ada', [5]))
  ada.send(signalRequest('other', 'of another kind'))
  await until(() => heard.length === 2)
  stop()
  const last: unknown[] = []
  room.signals.on('last', ({ data }) => last.push(data))
  ada.send(signalRequest('answer', 'not heard'))
  ada.send(signalRequest('last'))
  const other = await relay.room('lesson')
  room.signals.send('last', 'of its own')
  other.signals.send('last', 'of another handle')
  await until(() => last.length === 2)
  expect(heard).toEqual(['for all', 'for the bot'])
  expect(last.includes('of its own')).toBe(false)
  expect(signalsOf(ben).some(({ kind }) => kind === 'hint')).toBe(false)
  expect(codeOf(() => room.signals.send('no kind', 1))).toBe('bad-signal')
  expect(codeOf(() => room.signals.send('bell', 'x'.repeat(5_000)))).toBe('bad-signal')
  expect(codeOf(() => room.signals.send('bell', 1, { to: [6] }))).toBe('not-found')
})

test('a handle gives the orders of a host, as many as it likes, and takes one itself', async () => {
  const { wsUrl, room } = await open(
    { secrets: [SECRET], anonymous: 'join', limits: { orders: 1 } },
    { by: { id: 'bot', name: 'Bot' } },
  )
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada', hand: true } })
  await until(() => room.presence.get().some(({ state }) => state.hand))
  room.presence.set({ name: 'Bot', hand: true })
  room.signals.send('lower-all')
  await until(() => stock.awareness.getLocalState()?.hand === false)
  expect(room.presence.get().some(({ state }) => state.hand)).toBe(false)
  room.presence.set({ name: 'Bot', hand: true })
  expect(room.presence.get().filter(({ state }) => state.hand)).toMatchObject([{ state: { name: 'Bot' } }])
  for (let count = 0; count < 20; count++) room.signals.send('mute-reactions', count % 2 === 0)
  const host = await rawClient(wsUrl, 'lesson', { isCompact: true, token: await token({ role: 'host' }) })
  host.send(signalRequest('remove', null, [room.clientId]))
  await until(() => room.presence.get().every(({ clientId }) => clientId !== room.clientId))
  // That was its presence: the code goes on.
  await room.transact((doc) => doc.getText('text').insert(0, 'still here'))
  await until(() => stock.text.toString() === 'still here')
  room.signals.send('remove', null, { to: [stock.clientId] })
  await until(() => namesIn(room).length === 0)
})

test('what happens is told in order, by whom, until the listener is taken away', async () => {
  const { wsUrl, room } = await open({ secrets: [SECRET] })
  const told: unknown[] = []
  const note =
    <Name extends keyof RoomEvents>(name: Name) =>
    (news: RoomEvents[Name]) =>
      told.push([name, news])
  room.on('enter', note('enter'))
  room.on('leave', note('leave'))
  room.on('update', ({ by }) => told.push(['update', by?.id]))
  const stop = room.on('signal', ({ kind }) => told.push(['signal', kind]))
  const ada = await rawClient(wsUrl, 'lesson', {
    isCompact: true,
    token: await token({ sub: 'ada', name: 'Ada' }),
  })
  ada.send(signalRequest('bell'))
  await until(() => told.length === 2)
  await room.transact((doc) => doc.getText('text').insert(0, 'its own'))
  const stock = stockClient(wsUrl, 'lesson', { params: { token: await token({ sub: 'ben' }) } })
  await stock.synced()
  stock.text.insert(0, 'x')
  await until(() => told.length === 4)
  stop()
  ada.send(signalRequest('bell'))
  ada.ws.close()
  await until(() => told.length === 5)
  const speaker = { id: 'ada', name: 'Ada', role: 'member', source: 'client' }
  expect(told).toEqual([
    ['enter', speaker],
    ['signal', 'bell'],
    ['enter', { id: 'ben', name: null, role: 'member', source: 'client' }],
    ['update', 'ben'],
    ['leave', { speaker, reason: expect.any(String) }],
  ])
  expect(() => room.on('nothing' as never, () => undefined)).toThrow('The events of a room are enter, leave')
})

test('changes of presence are told, the latest of each, and who is gone', async () => {
  const { wsUrl, room } = await open()
  const told: RoomEvents['presence'][] = []
  room.on('presence', (news) => told.push(news))
  const stock = stockClient(wsUrl, 'lesson', { state: { name: 'Ada' } })
  await until(() => told.length > 0)
  expect(told[0]?.changed).toEqual([{ clientId: stock.clientId, state: { name: 'Ada' } }])
  for (let x = 0; x < 5; x++) room.presence.set({ name: 'Bot', x })
  await until(() => told.some(({ changed }) => changed.some(({ clientId }) => clientId === room.clientId)))
  const ofBot = told.flatMap(({ changed }) => changed.filter(({ clientId }) => clientId === room.clientId))
  expect(ofBot).toEqual([{ clientId: room.clientId, state: { name: 'Bot', x: 4 } }])
  stock.provider.destroy()
  await until(() => told.some(({ gone }) => gone.some(({ clientId }) => clientId === stock.clientId)))
})

test('what a handle is given and gives is its own: nobody else sees what becomes of it', async () => {
  const { wsUrl, relay, room } = await open()
  const other = await relay.room('lesson')
  const stock = stockClient(wsUrl, 'lesson')
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  await stock.synced()
  const told = { update: 0, signal: 0, presence: 0 }
  other.on('update', ({ update }) => {
    update.fill(0)
    told.update += 1
  })
  other.on('signal', ({ data }) => {
    ;(data as unknown[]).push('not sent')
    told.signal += 1
  })
  other.on('presence', ({ changed }) => {
    for (const { state } of changed) Object.assign(state, { name: 'Eve' })
    told.presence += 1
  })
  const third = await relay.room('lesson')
  const heard: string[] = []
  third.on('update', (news) => heard.push(textIn(news.update)))
  const update = textUpdate('kept')
  const stored = room.update(update)
  update.fill(0)
  room.signals.send('bell', [1])
  room.presence.set({ name: 'Bot', deep: { at: [1] } })
  await stored
  await until(() => Object.values(told).every((count) => count > 0))
  for (const { state } of room.presence.get()) (state.deep as { at: number[] } | undefined)?.at.push(2)
  await until(() => stock.text.toString() === 'kept')
  await until(() => heard.length > 0)
  expect(heard).toEqual(['kept'])
  await until(() => signalsOf(ada).length > 0)
  expect(signalsOf(ada)).toMatchObject([{ data: [1] }])
  const late = stockClient(wsUrl, 'lesson')
  expect(await late.waitFor({ clientId: room.clientId })).toMatchObject({ name: 'Bot', deep: { at: [1] } })
  expect(textIn(await room.snapshot())).toBe('kept')
})

test('a listener that throws or rejects is counted and logged, and costs nobody anything', async () => {
  const { log, lines } = memoryLog()
  const { url, wsUrl, room } = await open({ log })
  room.signals.on('bell', () => {
    throw new Error('no')
  })
  room.signals.on('bell', async () => {
    throw new Error('later')
  })
  const heard: unknown[] = []
  room.signals.on('bell', ({ data }) => heard.push(data))
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  for (const data of [1, 2]) ada.send(signalRequest('bell', data))
  await until(() => heard.length === 2)
  await until(async () => (await metricOf(url, 'homeroom_failures_total', { where: 'listener' })) === 4)
  const failures = lines.filter(({ level }) => level === 'error')
  expect(failures.length).toBe(4)
  expect(failures[0]?.fields).toMatchObject({ room: 'lesson', event: 'signal', where: 'listener' })
  ada.send(signalRequest('bell', 3))
  await until(() => heard.length === 3)
})
