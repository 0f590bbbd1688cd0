// Three relays over a Redis and a Postgres, and what their people see while Postgres fails.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import {
  areAllHere,
  areSame,
  areTogether,
  type InLesson,
  missingWords,
  startEngines,
  startLesson,
  watch,
  write,
} from '../support/engine-nodes.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const engines = await startEngines()
const { postgres } = engines

const LIMIT_MS = 50_000

const all = (people: readonly InLesson[]) => areTogether(people, LIMIT_MS)

/** What somebody finds in the database who comes by another relay, which has heard nothing of these. */
const stored = async (room: string) => {
  const { wsUrl } = await startRelay({ store: postgresStore(engines.database), secrets: [SECRET] })
  const stranger = clientRoom(wsUrl, room, { token: await token({ role: 'host' }) })
  await stranger.connected()
  return stranger
}

const look = (url: string, room: string) =>
  fetch(`${url}/api/rooms/${room}/document`, { headers: { authorization: `Bearer ${SECRET}` } })

const lock = (url: string, room: string) =>
  fetch(`${url}/api/rooms/${room}/lock`, {
    method: 'POST',
    headers: { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' },
    body: JSON.stringify({ locked: true }),
  })

test('[N8][HT8] Postgres is dead: the lesson goes on, nothing is called saved, an order and a new room are 503', async () => {
  const { people, relays } = await startLesson(engines, 'dead')
  const [ada, second, third] = people
  const far = watch(ada, 'second')
  await postgres.kill()
  write(people, 'meanwhile')
  second.room.self.set({ x: 0.25, y: 0.75 })
  third.room.self.set({ hand: true })
  await until(() => areAllHere(people) && areSame(people) && ada.room.hands.get().length === 1)
  expect(people.map(({ room }) => room.saved.get().state)).not.toContain('saved')
  expect((await lock(relays[0].url, 'dead')).status).toBe(503)
  const stranger = clientRoom(relays[1].wsUrl, 'unheard', { token: await token() })
  expect((await look(relays[1].url, 'unheard')).status).toBe(503)
  expect(stranger.status.get().state).not.toBe('connected')
  await postgres.start()
  await all(people)
  // The order was tried again.
  await until(() => people.every(({ room }) => room.rules.get().locked), 'it is locked for all', LIMIT_MS)
  await until(() => stranger.status.get().state === 'connected', 'the new room is there', LIMIT_MS)
  expect(far.seen()).toEqual(['here'])
  const found = await stored('dead')
  await until(() => found.text.toString() === ada.text.toString(), 'all is stored')
})

test('[N8] Postgres stands still for 3 s: the lesson goes on, and what was written is saved then', async () => {
  const { people } = await startLesson(engines, 'slow')
  const [ada, second] = people
  const far = watch(ada, 'second')
  postgres.freeze()
  const beganMs = performance.now()
  write(people, 'meanwhile')
  second.room.self.set({ x: 0.25, y: 0.75 })
  await until(() => areSame(people) && ada.person('second')?.x === 0.25, 'all see it')
  expect(people.map(({ room }) => room.saved.get().state)).not.toContain('saved')
  await until(() => performance.now() - beganMs > 3_000)
  postgres.thaw()
  await all(people)
  expect(far.seen()).toEqual(['here'])
  const found = await stored('slow')
  await until(() => found.text.toString() === ada.text.toString(), 'all is stored')
})

test('[ST11][N9] an older copy takes the place of Postgres: what three relays had called saved, and ordered, is written again', async () => {
  const { people, relays } = await startLesson(engines, 'older')
  const [ada] = people
  const far = watch(ada, 'second')
  write(people, 'before')
  await all(people)
  await postgres.stop()
  const copy = join(tempFolder(), 'copy')
  execFileSync('cp', ['-a', postgres.data, copy])
  await postgres.start()
  write(people, 'acknowledged')
  expect((await lock(relays[0].url, 'older')).ok).toBe(true)
  await all(people)
  await postgres.kill()
  await startPostgres({ fsync: true, copyOf: copy, port: postgres.port })
  write(people, 'after')
  await all(people)
  expect(missingWords(people, 'before', 'acknowledged', 'after')).toEqual([])
  expect(far.seen()).toEqual(['here'])
  const found = await stored('older')
  await until(() => found.text.toString() === ada.text.toString(), 'all is stored')
  // The order is written again as well, and each is told of it once its relay has read that.
  await until(
    () => [...people, found].every(({ room }) => room.rules.get().locked),
    'it is locked for all',
    LIMIT_MS,
  )
})
