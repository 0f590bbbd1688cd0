import { expect, test } from 'vitest'
import { RoomError } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { rawClient } from '../support/raw-client.ts'
import { signalsOf } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { ORDERED, SECRET } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** What plain JavaScript may do: no type stops it. */
// biome-ignore lint/suspicious/noExplicitAny: these are the arguments that types refuse
type Anything = any

const open = async () => {
  const running = await startRelay(ORDERED)
  return { ...running, api: apiClient(running.url, SECRET), room: await running.relay.room('lesson') }
}

const faultOf = async (work: () => unknown): Promise<unknown> => {
  try {
    await work()
    return 'it was done'
  } catch (error) {
    return error instanceof RoomError ? error.code : error
  }
}

test.each([[undefined], [null], [7], [{}], [['lesson']]])('a room is not named %j', async (id: Anything) => {
  const { relay, api } = await open()
  expect(await faultOf(() => relay.room(id))).toBe('bad-room')
  const { rooms } = (await api.get('/rooms')).json as { rooms: { room: string }[] }
  expect(rooms.map(({ room }) => room)).toEqual(['lesson'])
})

test.each([[null], [5], ['host'], [{ as: { role: 'viewer' } }], [{ by: null }], [{ by: 'ada' }]])(
  'options that nobody reads are refused, and give no rights: %j',
  async (options: Anything) => {
    const { relay, room } = await open()
    const update = textUpdate('hello')
    expect(await faultOf(() => relay.room('other', options))).toBeInstanceOf(TypeError)
    expect(
      await faultOf(() => room.transact((doc) => doc.getText('text').insert(0, 'x'), options)),
    ).toBeInstanceOf(TypeError)
    expect(await faultOf(() => room.update(update, options))).toBeInstanceOf(TypeError)
    expect(await faultOf(() => room.signals.send('bell', 1, options))).toBeInstanceOf(TypeError)
    expect(await faultOf(() => room.versions.create(options))).toBeInstanceOf(TypeError)
    expect(await faultOf(() => room.versions.restore('any', options))).toBeInstanceOf(TypeError)
    expect(await room.json()).toEqual({})
  },
)

test('[SG1] a signal for an empty list is told to nobody, and its sender is told so', async () => {
  const { wsUrl, room, api } = await open()
  const ada = await rawClient(wsUrl, 'lesson', { isCompact: true })
  expect(await faultOf(() => room.signals.send('secret', 1, { to: [] }))).toBe('bad-signal')
  const order = { kind: 'secret', data: 1, to: [] }
  expect((await api.post('/rooms/lesson/signals', order)).status).toBe(400)
  room.signals.send('last')
  await until(() => signalsOf(ada).some(({ kind }) => kind === 'last'))
  expect(signalsOf(ada).map(({ kind }) => kind)).toEqual(['last'])
})

test('a signal and a listener that are none are refused at once', async () => {
  const { room } = await open()
  const { send, on }: Anything = room.signals
  expect(await faultOf(() => send('bell', 1, { to: 'ada' }))).toBeInstanceOf(TypeError)
  expect(await faultOf(() => send('bell', 1, { to: ['ada'] }))).toBeInstanceOf(TypeError)
  expect(await faultOf(() => send(5))).toBe('bad-signal')
  expect(await faultOf(() => send('bell', 1n))).toBe('bad-signal')
  expect(await faultOf(() => on(5, () => undefined))).toBeInstanceOf(TypeError)
  expect(await faultOf(() => on('bell'))).toBeInstanceOf(TypeError)
  expect(await faultOf(() => on('bell', 5))).toBeInstanceOf(TypeError)
})

test('a presence that JSON cannot say is refused, and the one before stays', async () => {
  const { room } = await open()
  room.presence.set({ name: 'Bot' })
  const cycle: Record<string, unknown> = {}
  cycle.self = cycle
  expect(await faultOf(() => room.presence.set(cycle as Anything))).toBe('bad-json')
  expect(await faultOf(() => room.presence.set({ big: 1n } as Anything))).toBe('bad-json')
  expect(room.presence.get()).toMatchObject([{ state: { name: 'Bot' } }])
})

test.each([[''], [' '], ['x'.repeat(201)], [5], [{}]])(
  'a version is not named %j',
  async (name: Anything) => {
    const { room } = await open()
    await room.transact((doc) => doc.getText('text').insert(0, 'hello'))
    const { id } = await room.versions.create({ name: 'kept' })
    expect(await faultOf(() => room.versions.create({ name }))).toBeInstanceOf(TypeError)
    expect(await faultOf(() => room.versions.rename(id, name))).toBeInstanceOf(TypeError)
    expect(await room.versions.list()).toMatchObject([{ name: 'kept' }])
  },
)
