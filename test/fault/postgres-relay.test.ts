// A relay whose Postgres fails under it, with people in its rooms.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { postgresStore } from '../../server/index.ts'
import { clientRoom } from '../support/client-room.ts'
import { startPostgres } from '../support/postgres.ts'
import { startRelay } from '../support/start-relay.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

const LIMIT_MS = 50_000

/** A relay on a new database, and somebody who writes in a room of it. */
const lesson = async () => {
  const server = await startPostgres({ fsync: true })
  const url = await server.newDatabase()
  const { wsUrl, url: httpUrl } = await startRelay({ store: postgresStore(url) })
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
  const write = (word: string) => room.text.insert(room.text.length, `${word} `)
  const saved = () => until(() => room.room.saved.get().state === 'saved', 'it is saved', LIMIT_MS)
  const ready = async () => (await fetch(`${httpUrl}/readyz`)).status
  return { server, url, write, saved, ready }
}

/** The text that another relay finds in the database. */
const textIn = async (url: string) => {
  const { wsUrl } = await startRelay({ store: postgresStore(url) })
  const room = clientRoom(wsUrl, 'lesson')
  await room.connected()
  await until(() => room.text.length > 0)
  return room.text.toString()
}

test('[N8] a room goes on while Postgres is dead, and what was written is saved when it is back', async () => {
  const { server, url, write, saved, ready } = await lesson()
  write('before')
  await saved()
  await server.kill()
  write('meanwhile')
  await until(async () => (await ready()) === 503, 'the relay is not ready', LIMIT_MS)
  await server.start()
  await saved()
  await until(async () => (await ready()) === 200, 'the relay is ready', LIMIT_MS)
  write('after')
  await saved()
  expect(await textIn(url)).toBe('before meanwhile after ')
})

test('[ST11] a relay writes again what an older copy lacks that took the place of its database', async () => {
  const { server, url, write, saved, ready } = await lesson()
  write('before')
  await saved()
  await server.stop()
  const copy = join(tempFolder(), 'copy')
  execFileSync('cp', ['-a', server.data, copy])
  await server.start()
  write('acknowledged')
  await saved()
  await server.kill()
  const restored = await startPostgres({ fsync: true, copyOf: copy, port: server.port })
  await until(async () => (await ready()) === 200, 'the relay is ready', LIMIT_MS)
  const records = async () => (await restored.sql('SELECT FROM homeroom.records', url)).length
  await until(async () => (await records()) > 1, 'what is missing is written again', LIMIT_MS)
  write('after')
  await saved()
  expect(await textIn(url)).toBe('before acknowledged after ')
})
