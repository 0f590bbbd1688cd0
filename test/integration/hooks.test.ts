import { expect, test } from 'vitest'
import { type Hooks, type JoinHook, sqliteStore } from '../../server/index.ts'
import { REFUSALS } from '../../shared/index.ts'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { never } from '../support/hook-harness.ts'
import { closeOf, openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { tempFile } from '../support/temp-folder.ts'
import { ORDERED, SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('onJoin is asked with who comes and the request as it came, before the room is loaded', async () => {
  const asked: JoinHook[] = []
  const loaded: string[] = []
  const hooks: Hooks = {
    async onJoin(join) {
      asked.push(join)
      return { refuse: 'room-forbidden', message: 'You are not in this class.' }
    },
    onLoad({ room }) {
      loaded.push(room)
      return null
    },
  }
  const { url, wsUrl } = await startRelay({ hooks, secrets: [SECRET], origins: ['https://school.example'] })
  const address = `${wsUrl}/lesson?token=${await token({ sub: 'ada', name: 'Ada' })}&seat=4`
  const headers = { origin: 'https://school.example', 'x-class': '7b' }
  expect(await refusedUpgrade(address, { headers })).toMatchObject({ close: 4403 })
  const ours = await openSocket(address, { headers, protocols: ['homeroom.v1'] })
  expect(await closeOf(ours)).toEqual({ code: 4403, reason: 'room-forbidden: You are not in this class.' })

  expect(asked).toHaveLength(2)
  const [{ room, identity, origin, request }] = asked as [JoinHook]
  expect([room, origin]).toEqual(['lesson', 'https://school.example'])
  expect(identity).toMatchObject({ id: 'ada', name: 'Ada', role: 'member' })
  expect(new URL(request.url).searchParams.get('seat')).toBe('4')
  expect(request.headers.get('x-class')).toBe('7b')
  expect(loaded).toEqual([])
  expect(await metricOf(url, 'homeroom_hook_calls_total', { hook: 'onJoin', outcome: 'refused' })).toBe(2)
})

test('an onJoin that refuses without words is told in those of its code', async () => {
  const { wsUrl } = await startRelay({
    hooks: { onJoin: () => ({ refuse: 'room-forbidden', message: ' ' }) },
  })
  const socket = await openSocket(`${wsUrl}/lesson`, { protocols: ['homeroom.v1'] })
  const { code, reason } = await closeOf(socket)
  expect(code).toBe(4403)
  expect(reason).toBe(`room-forbidden: ${REFUSALS['room-forbidden'].text}`)
})

test('a join that onJoin lets in is one like any other; one without a good token is not asked about', async () => {
  let asked = 0
  const hooks: Hooks = {
    onJoin() {
      asked += 1
      return undefined
    },
  }
  const { wsUrl } = await startRelay({ hooks, secrets: [SECRET] })
  expect(await refusedUpgrade(`${wsUrl}/lesson`)).toMatchObject({ close: 4401 })
  expect(asked).toBe(0)
  await clientRoom(wsUrl, 'lesson', { token: () => token() }).connected()
  await stockClient(wsUrl, 'lesson', { params: { token: await token() } }).synced()
  expect(asked).toBe(2)
})

test.each<[string, (join: JoinHook) => unknown]>([
  [
    'throws',
    ({ request }) => {
      throw new Error(`what came was ${request.url}`)
    },
  ],
  ['rejects', ({ request }) => Promise.reject(new Error(`what came was ${request.url}`))],
  ['gives a code that is none', () => ({ refuse: 'go-away' })],
  ['gives words that are none', () => ({ refuse: 'room-full', message: 5 })],
  ['gives false', () => false],
])('where onJoin %s the join is refused, and no token is in the log', async (_, fails) => {
  const { log, lines, text } = memoryLog()
  const secret = await token()
  const { wsUrl } = await startRelay({ log, secrets: [SECRET], hooks: { onJoin: fails as Hooks['onJoin'] } })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${secret}`)).toMatchObject({
    status: REFUSALS['auth-unavailable'].http,
    body: { error: 'auth-unavailable', retry: 'later' },
  })
  expect(lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toEqual([
    'a hook failed',
  ])
  expect(text()).not.toContain(secret)
})

test('an onJoin that hangs keeps nobody else out, and its join is refused in the end', async () => {
  const { clock, advance } = fakeClock()
  let hanging = 0
  const hooks: Hooks = {
    onJoin({ request }) {
      if (!request.url.includes('slow')) return undefined
      hanging += 1
      return never()
    },
  }
  const { url, wsUrl } = await startRelay({ clock, hooks })
  const refused = refusedUpgrade(`${wsUrl}/lesson?slow`)
  await until(() => hanging === 1)
  await stockClient(wsUrl, 'lesson').synced()
  advance(10_000)
  expect(await refused).toMatchObject({ status: 503, body: { error: 'auth-unavailable' } })
  expect(await metricOf(url, 'homeroom_hook_calls_total', { hook: 'onJoin', outcome: 'late' })).toBe(1)
})

test('[X15] a room is filled from the host once: by clients, by the API, and after a restart', async () => {
  const path = tempFile()
  let calls = 0
  const hooks: Hooks = {
    async onLoad() {
      calls += 1
      const text = `call ${calls}`
      return (doc) => doc.getText('text').insert(0, text)
    },
  }
  const start = () => startRelay({ hooks, store: sqliteStore(path) })
  const first = await start()
  const rooms = [1, 2, 3].map(() => clientRoom(first.wsUrl, 'lesson', { offline: false }))
  for (const room of rooms) await room.connected()
  for (const { text } of rooms) await until(() => text.toString() === 'call 1')
  expect((await apiClient(first.url).get('/rooms/other/document')).status).toBe(200)
  expect(calls).toBe(2)
  await first.close()

  const second = await start()
  const again = clientRoom(second.wsUrl, 'lesson')
  await until(() => again.text.toString() === 'call 1')
  expect(calls).toBe(2)
})

test('[X15] a client that comes back to a relay without its store has the content once', async () => {
  let text = 'Hello'
  const hooks: Hooks = { onLoad: () => (doc) => doc.getText('text').insert(0, text) }
  const first = await startRelay({ hooks })
  const port = Number(new URL(first.url).port)
  const room = clientRoom(first.wsUrl, 'lesson')
  await until(() => room.text.toString() === 'Hello')
  await first.close()
  const second = await startRelay({ hooks, port })
  await room.connected()
  await until(() => room.text.toString() === 'Hello')
  // Another content is another room: both of them in one document would be wrong.
  await second.close()
  text = 'Hello, all'
  await startRelay({ hooks, port })
  const fresh = clientRoom(second.wsUrl, 'lesson')
  await until(() => fresh.text.toString() === 'Hello, all')
  await until(() => room.status.get().state === 'room-reset')
  expect(fresh.text.toString()).toBe('Hello, all')
})

test('[SG13] a signal that onSignal refuses reaches nobody, and its sender is told why', async () => {
  const hooks: Hooks = { onSignal: ({ kind }) => (kind === 'shout' ? { refuse: 'Not so loud.' } : undefined) }
  const { url, wsUrl } = await startRelay({ ...ORDERED, hooks })
  const [one, other] = [clientRoom(wsUrl, 'lesson'), clientRoom(wsUrl, 'lesson')]
  for (const room of [one, other]) await room.connected()
  const heard: string[] = []
  for (const kind of ['shout', 'whisper']) other.room.signals.on(kind, () => heard.push(kind))
  one.room.signals.send('shout', null)
  await until(() => one.room.notice.get()?.code === 'signal-refused')
  expect(one.room.notice.get()?.text).toBe('Not so loud.')
  one.room.signals.send('whisper', null)
  await until(() => heard.length > 0)
  expect(heard).toEqual(['whisper'])
  const order = { kind: 'shout', data: null }
  expect((await apiClient(url, SECRET).post('/rooms/lesson/signals', order)).status).toBe(400)
})

test('a relay that closes has told who left, and the last state of each document', async () => {
  const left: string[] = []
  const stored: Uint8Array[] = []
  const { relay, wsUrl } = await startRelay({
    hooks: {
      onLeave: async ({ person }) => left.push(person.connection ?? ''),
      onStore: async ({ document }) => stored.push(await document()),
    },
  })
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
  room.text.insert(0, 'the last words')
  await until(() => room.room.saved.get().state === 'received')
  await relay.close()
  expect(left).toHaveLength(1)
  expect(Buffer.from(stored.at(-1) ?? []).toString()).toContain('the last words')
})
