// Workers over the engines that other relays use, too: real servers.
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { postgresStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { roomsOf } from '../support/local-workers.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRedis } from '../support/redis.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'
import { until } from '../support/until.ts'

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()])

test('workers with --postgres and --redis share rooms with relays of other machines, and keep them there', async () => {
  const database = await postgres.newDatabase()
  const run = (...args: readonly string[]) =>
    runRelay(['--postgres', database, '--redis', redis.url, '--log', 'warn', ...args])
  const [workers, other] = await Promise.all([run('--workers', '2'), run()])
  const rooms = [roomsOf(1)[0] ?? '', roomsOf(2)[0] ?? '']
  const here = rooms.map((room) => clientRoom(workers.wsUrl, room))
  const there = rooms.map((room) => clientRoom(other.wsUrl, room))
  for (const client of [...here, ...there]) await client.connected()
  for (const worker of ['1', '2'])
    expect(await metricOf(workers.url, 'homeroom_connections', { worker })).toBe(1)
  for (const [index, room] of rooms.entries()) {
    here[index]?.text.insert(0, `of ${room}`)
    there[index]?.self.set({ x: 0.25, y: 0.75 })
    await until(() => there[index]?.text.toString() === `of ${room}`, `${room} is there`)
    await until(() => here[index]?.people.get().some(({ x }) => x === 0.25), `${room} has both`)
    await until(() => here[index]?.saved.get().state === 'saved', `${room} is saved`)
  }
  expect(await metricOf(workers.url, 'homeroom_bus_shared_rooms')).toBe(2)
  workers.kill('SIGTERM')
  expect(await workers.exited(), workers.stderr()).toBe(0)
  const store = postgresStore(database)
  for (const room of rooms) {
    const doc = new Y.Doc()
    for (const update of (await store.open(room)).updates) Y.applyUpdate(doc, update)
    expect(doc.getText('text').toString()).toBe(`of ${room}`)
  }
  await store.close()
})
