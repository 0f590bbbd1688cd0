import { expect, test } from 'vitest'
import { frames } from './fake-relay.ts'
import { fakeRoom } from './fake-room.ts'

/** The answer to step 1 of an empty room. */
const SYNCED = Uint8Array.of(0, 1, 2, 0, 0)

const connectedRoom = async (options: Parameters<typeof fakeRoom>[0] = {}) => {
  const made = await fakeRoom(options)
  const relay = await made.socket(1)
  relay.give(frames.welcome())
  return { ...made, relay, provider: made.room.provider }
}

test('[X45] the provider tells of the connection as y-websocket does, and has its properties', async () => {
  const { provider, relay, room, pass, socket } = await connectedRoom()
  const events: unknown[] = []
  const names = ['status', 'sync', 'synced'] as const
  for (const name of names) provider.on(name, (event: unknown) => events.push([name, event]))
  const flags = () => [provider.synced, provider.isSynced, provider.wsconnected, provider.isConnected]
  expect(flags()).toEqual([false, false, false, false])

  relay.give(SYNCED)
  expect(flags()).toEqual([true, true, true, true])
  expect(events.splice(0)).toEqual([
    ['status', { status: 'connected' }],
    ['sync', true],
    ['synced', true],
  ])
  relay.end(1006)
  expect(events.splice(0)).toEqual([
    ['status', { status: 'disconnected' }],
    ['sync', false],
    ['synced', false],
  ])
  pass(1_000)
  expect(events.splice(0)).toEqual([['status', { status: 'connecting' }]])
  ;(await socket(2)).give(SYNCED)
  expect(events.splice(0)).toContainEqual(['sync', true])
  expect([provider.doc, provider.document, provider.awareness]).toEqual([room.doc, room.doc, room.awareness])
  expect(room.provider).toBe(provider)
})

test('[X45] a listener that comes when the room is connected already is told so, unless it has gone by then', async () => {
  const { provider, relay } = await connectedRoom()
  relay.give(SYNCED)
  const heard: unknown[] = []
  const gone = () => heard.push('gone')
  provider.on('sync', gone)
  provider.off('sync', gone)
  provider.on('sync', (isSynced) => heard.push(isSynced))
  provider.once('status', (event) => heard.push(event))
  provider.on('reload', () => heard.push('reload'))
  expect(heard).toEqual([])
  await Promise.resolve()
  expect(heard.splice(0)).toEqual([true, { status: 'connected' }])
  relay.end(1006)
  expect(heard).toEqual([false])
})

test('[X45] [X55] a listener that throws is reported, and the others are called', async () => {
  const { provider, relay, reported } = await connectedRoom()
  let count = 0
  provider.on('sync', () => {
    throw new Error('in a listener')
  })
  provider.on('sync', () => {
    count += 1
  })
  relay.give(SYNCED)
  expect(count).toBe(1)
  expect(reported()).toEqual([new Error('in a listener')])
})

test('[X45] [CL16] connect tries at once where the room waits; disconnect and destroy end nothing but what editors showed', async () => {
  const { provider, relay, room, socket, pass } = await connectedRoom()
  relay.give(SYNCED)
  room.self.set({ hand: true })
  provider.awareness.setLocalStateField('cursor', { anchor: 1 })
  for (const leave of ['disconnect', 'destroy'] as const) {
    provider.awareness.setLocalStateField('cursor', { anchor: 1 })
    provider[leave]()
    expect(room.awareness.getLocalState()).toEqual({ name: 'self', hand: true })
  }
  expect(room.status.get()).toEqual({ state: 'connected' })
  pass(50)
  expect(JSON.stringify(relay.said.at(-1))).not.toContain('cursor')

  relay.end(1006)
  expect(room.status.get().state).toBe('disconnected')
  provider.connect()
  ;(await socket(2)).give(SYNCED)
  expect(room.status.get()).toEqual({ state: 'connected' })
})

test('[X45] what Lexical does in StrictMode: mounted, unmounted and mounted again, it is present and told once', async () => {
  const { provider, relay, room, pass } = await connectedRoom({ presence: { name: 'Ada', x: 0.5 } })
  relay.give(SYNCED)
  pass(50)
  relay.said.splice(0)
  const heard: unknown[] = []
  const mount = () => {
    const onSync = (isSynced: boolean) => heard.push(isSynced)
    provider.awareness.setLocalState({ anchorPos: null, color: 'red', focusing: false, name: 'Ada L.' })
    provider.on('sync', onSync)
    provider.connect()
    return () => {
      provider.disconnect()
      provider.off('sync', onSync)
    }
  }
  mount()()
  mount()
  pass(50)
  await Promise.resolve()
  expect(heard).toEqual([true])
  expect(room.self.get()).toMatchObject({ name: 'Ada L.', x: 0.5, color: 'red' })
  expect(room.status.get()).toEqual({ state: 'connected' })
  expect(JSON.stringify(relay.said)).toContain('Ada L.')
})
