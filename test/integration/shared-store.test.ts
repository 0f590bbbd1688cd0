// Two relays over one store, without anything else between them.
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { memoryStore, postgresStore, type Store, sqliteStore } from '../../server/index.ts'
import { apiClient, textUpdate } from '../support/api-client.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { clientRoom } from '../support/client-room.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { keptOpen } from '../support/faulty-store.ts'
import { refusedUpgrade } from '../support/http.ts'
import { startPostgres } from '../support/postgres.ts'
import { rawClient } from '../support/raw-client.ts'
import { welcomesOf } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

/** So often a relay looks for what others have written. */
const LOOK_MS = 2_000

const STEP_MS = 50

const textOf = async (store: Store): Promise<string> => {
  const doc = new Y.Doc()
  for (const update of (await store.open('lesson')).updates) Y.applyUpdate(doc, update)
  return doc.getText('text').toString()
}

const postgres = await startPostgres()

const twoRelays = async (open: () => Store | Promise<Store>) => {
  const store = await open()
  onTestCleanup(() => store.close())
  const time = fakeClock(Date.now())
  const start = () =>
    startRelay({ store: { ...keptOpen(store), isShared: true }, clock: time.clock, secrets: [SECRET] })
  const [one, other] = [await start(), await start()]
  /** Waits while time passes: what is saved is told a few times in a second. */
  const passing = (condition: () => boolean) =>
    until(() => {
      time.advance(STEP_MS)
      return condition()
    })
  return { store, one, other, passing, look: () => time.advance(LOOK_MS) }
}

const member = async (wsUrl: string, sub: string) =>
  clientRoom(wsUrl, 'lesson', { token: await token({ sub, ttlSeconds: 3_600 }), presence: {} })

describe.each([
  // It outlives the relays here.
  ['in memory', (): Store => ({ ...memoryStore(), durability: 'normal' })],
  ['in one SQLite file', () => sqliteStore(tempFile())],
  ['in one Postgres', async () => postgresStore(await postgres.newDatabase())],
])('two relays over one store %s', (_what, open) => {
  test('[N7][N9] have one epoch in a new room; nobody is sent away, and what all write comes to all', async () => {
    const { store, one, other, passing, look } = await twoRelays(open)
    const [ada, ben] = [await member(one.wsUrl, 'ada'), await member(other.wsUrl, 'ben')]
    for (const round of ['first', 'second']) {
      ada.text.insert(0, `ada ${round} `)
      ben.text.insert(0, `ben ${round} `)
      await passing(() => [ada, ben].every(({ saved }) => saved.get().state === 'saved'))
      const stored = await textOf(store)
      for (const name of ['ada', 'ben']) expect(stored).toContain(`${name} ${round} `)
      look()
      await until(() => [ada, ben].every(({ text }) => text.toString() === stored))
    }
    expect([ada, ben].map(({ sockets }) => sockets.length)).toEqual([1, 1])
  })

  test('[N7] what a host orders at one of them holds at the other one from the next look on', async () => {
    const { one, other, passing, look } = await twoRelays(open)
    const api = apiClient(one.url, SECRET)
    const [ada, ben, cleo] = [
      await member(one.wsUrl, 'ada'),
      await member(other.wsUrl, 'ben'),
      await member(other.wsUrl, 'cleo'),
    ]
    ada.text.insert(0, 'hello')
    await passing(() => ben.status.get().state === 'connected' && ada.saved.get().state === 'saved')
    expect((await api.post('/rooms/lesson/lock', { locked: true })).status).toBe(204)
    expect((await api.post('/rooms/lesson/role', { id: 'cleo', role: 'viewer' })).status).toBe(204)
    expect((await api.post('/rooms/lesson/kick', { id: 'ben' })).status).toBe(204)
    look()
    await until(() => ben.status.get().state === 'closed' && cleo.welcome.get()?.identity.role === 'viewer')
    const path = `${other.wsUrl}/lesson?token=${await token({ sub: 'dan' })}`
    expect((await refusedUpgrade(path)).body.error).toBe('room-locked')
    expect(cleo.rules.get().locked).toBe(true)
  })

  test('[N7] a copy that is brought to one of them gives the room its epoch at both', async () => {
    const { store, one, other } = await twoRelays(open)
    const query = async (sub: string) => `token=${await token({ sub })}`
    const brought = await rawClient(one.wsUrl, `lesson?epoch=brought&${await query('ada')}`, {
      isCompact: true,
    })
    await until(() => welcomesOf(brought).length > 0)
    const late = await rawClient(other.wsUrl, `lesson?${await query('ben')}`, { isCompact: true })
    await until(() => welcomesOf(late).length > 0)
    expect(welcomesOf(late).at(-1)?.epoch).toBe('brought')
    expect(await store.open('lesson')).toMatchObject({ epoch: 'brought', isNew: true })
  })

  test('[EP2][N7] a room that is replaced at one of them is another one at both', async () => {
    const { one, other, passing, look } = await twoRelays(open)
    const ben = await member(other.wsUrl, 'ben')
    ben.text.insert(0, 'before')
    await passing(() => ben.saved.get().state === 'saved')
    const api = apiClient(one.url, SECRET)
    expect((await api.put('/rooms/lesson/document', textUpdate('after'))).status).toBe(200)
    look()
    await passing(() => ben.status.get().state === 'room-reset')
    const cleo = await member(other.wsUrl, 'cleo')
    await until(() => cleo.text.toString() === 'after')
  })
})
