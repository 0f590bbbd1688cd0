import { expect, test, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import { Doc } from 'yjs'
import { joinRoom, type RoomOptions } from '../../../client/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { until } from '../../support/until.ts'
import { fakeSockets } from './fake-relay.ts'

const { sockets, WebSocketClass } = fakeSockets()

/** What `joinRoom` says to this; a room that is joined fails the test. */
const faultOf = (url: unknown, room: unknown, options: unknown): string => {
  try {
    joinRoom(url as string, room as string, options as RoomOptions).leave()
  } catch (error) {
    if (error instanceof TypeError) return error.message
    throw error
  }
  throw new Error('The room was joined.')
}

test.each<readonly [options: unknown, says: string]>([
  [null, 'an object, not null'],
  ['token', 'an object, not "token"'],
  [[], 'an object, not an array'],
  [{ ofline: true }, 'no option ofline'],
  [{ Presence: {} }, 'no option Presence'],
  [{ constructor: {} }, 'no option constructor'],
  [{ offline: 'yes' }, 'offline is true or false, not "yes"'],
  [{ token: null }, 'token is a string or a function, not null'],
  [{ token: { secret: 'x' } }, 'not an object'],
  [{ presence: 'Ada' }, 'presence is an object, not "Ada"'],
  [{ presence: null }, 'presence is an object, not null'],
  [{ space: 'cube' }, "space is 'free' or 'unit', not \"cube\""],
  [{ throttleMs: '50' }, 'throttleMs is a number of milliseconds'],
  [{ throttleMs: Number.NaN }, 'throttleMs is a number of milliseconds'],
  [{ throttleMs: -1 }, 'throttleMs is a number of milliseconds'],
  [{ doc: {} }, 'doc is a Y.Doc'],
  [{ awareness: {} }, 'awareness is an Awareness'],
  [{ environment: { WebSocket: WebSocketClass } }, 'environment is an Environment'],
  [
    { environment: { ...fakeEnvironment().environment, indexedDB: undefined } },
    'environment is an Environment',
  ],
])('[X54] [CL13] the options %j: %s', (options, says) => {
  expect(faultOf('ws://relay', 'lesson', options)).toContain(says)
})

test('[X54] an environment may have no other tabs and no storage, also in a page, which has both', () => {
  vi.stubGlobal('window', globalThis)
  onTestCleanup(() => vi.unstubAllGlobals())
  const environment = {
    ...fakeEnvironment(WebSocketClass).environment,
    BroadcastChannel: null,
    indexedDB: null,
  }
  joinRoom('ws://relay', 'lesson', { environment }).leave()
})

test('[X31] [X54] presence that is too large is refused by joinRoom, and nothing of the room stays', () => {
  const { environment, ...fake } = fakeEnvironment(WebSocketClass)
  const presence = { note: 'x'.repeat(20_000) }
  expect(faultOf('ws://relay', 'lesson', { environment, presence })).toContain('field note')
  expect([sockets.length, fake.timerCount, fake.listenerCount]).toEqual([0, 0, 0])
})

test.each<readonly [url: unknown, says: string]>([
  [undefined, 'not undefined'],
  ['relay', 'begins with ws: or wss: (or http: or https:), or is a path in a page, as /rooms, not "relay"'],
  ['ftp://relay', 'begins with ws: or wss:'],
  ['HTTP:relay', 'begins with ws: or wss:'],
  ['ws://', 'begins with ws: or wss:'],
  ['ws://relay:port', 'begins with ws: or wss:'],
  [new URL('ws://relay'), 'not an object'],
  ['ws://relay?token=abc', 'no query and no fragment, as there is behind ws://relay.'],
  ['ws://relay/path/#lesson', 'no query and no fragment, as there is behind ws://relay/path/.'],
])('[X54] the URL %s: %s', (url, says) => {
  expect(faultOf(url, 'lesson', {})).toContain(says)
})

test.each([undefined, null, 7, {}, '', 'a b', 'a?b', 'a#b', '../b', '\ud800', 'x'.repeat(129)])(
  '[X54] %j is no room',
  (room) => {
    expect(faultOf('ws://relay', room, {})).toContain('room')
  },
)

test('[X54] all that is wrong is said at once, and an option that is undefined is none', () => {
  const says = faultOf('relay', 'lesson', { offline: 1, spase: 'unit', throttleMs: undefined })
  for (const part of ['ws: or wss:', 'offline', 'spase']) expect(says).toContain(part)
  expect(says).not.toContain('option throttleMs')
  const { environment } = fakeEnvironment(WebSocketClass)
  const nothing = { token: undefined, presence: undefined, doc: undefined, offline: undefined }
  const room = joinRoom('ws://relay', 'lesson', { environment, ...nothing })
  expect(room.status.get().state).toBe('connecting')
  room.leave()
})

/** Where `joinRoom` connects to. */
const addressOf = async (url: string): Promise<string | undefined> => {
  const { environment } = fakeEnvironment(WebSocketClass)
  const count = sockets.length
  const room = joinRoom(url, 'lesson', { environment })
  await until(() => sockets.length > count)
  room.leave()
  return sockets.at(-1)?.url
}

test('[X65] http: and https: are the relay that a server’s listen gives, by WebSocket', async () => {
  expect(await addressOf('http://127.0.0.1:1234')).toBe('ws://127.0.0.1:1234/lesson')
  expect(await addressOf('https://rooms.example/rooms/')).toBe('wss://rooms.example/rooms/lesson')
  expect(await addressOf('wss://rooms.example')).toBe('wss://rooms.example/lesson')
})

test('[X65] a path is one of the page’s own server; where there is no page it is a clear TypeError', async () => {
  expect(faultOf('/rooms', 'lesson', {})).toContain('is a path in a page, as /rooms, not "/rooms"')
  vi.stubGlobal('location', new URL('https://school.example/class/7b?x=1#top'))
  onTestCleanup(() => vi.unstubAllGlobals())
  expect(await addressOf('/rooms')).toBe('wss://school.example/rooms/lesson')
  expect(await addressOf('./rooms')).toBe('wss://school.example/class/rooms/lesson')
  expect(await addressOf('../')).toBe('wss://school.example/lesson')
  expect(await addressOf('//rooms.example')).toBe('wss://rooms.example/lesson')
  expect(faultOf('/rooms?token=abc', 'lesson', {})).toContain('no query and no fragment')
  vi.stubGlobal('location', new URL('file:///home/page.html'))
  expect(faultOf('/rooms', 'lesson', {})).toContain('begins with ws: or wss:')
})

test('[X45] an Awareness of another document than the room’s is a TypeError', () => {
  const [awareness, doc] = [new Awareness(new Doc()), new Doc()]
  onTestCleanup(() => awareness.destroy())
  expect(faultOf('ws://relay', 'lesson', { awareness, doc })).toContain('awareness is of another document')
  const { environment } = fakeEnvironment(WebSocketClass)
  joinRoom('ws://relay', 'lesson', { environment, awareness, doc: awareness.doc }).leave()
})

test('an Awareness that a room has is of no other one until that one is left', () => {
  const { environment } = fakeEnvironment()
  const awareness = new Awareness(new Doc())
  onTestCleanup(() => awareness.destroy())
  const join = () => joinRoom('ws://relay', 'lesson', { awareness, environment })
  const room = join()
  expect(join).toThrow(new TypeError('The option awareness is of another room.'))
  // The first one goes on.
  room.self.set({ name: 'Ada' })
  expect(room.people.get()).toMatchObject([{ name: 'Ada' }])
  room.leave()
  const tooLarge = { note: 'x'.repeat(20_000) } as object
  expect(() => joinRoom('ws://relay', 'lesson', { awareness, environment, presence: tooLarge })).toThrow()
  join().leave()
})
