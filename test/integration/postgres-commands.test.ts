// The commands of docs/operations.md on a Postgres, and a school that moves there from a file.
import { expect, test } from 'vitest'
import { postgresStore, sqliteStore } from '../../server/index.ts'
import { DATABASE_URL } from '../../server/store/postgres/postgres.ts'
import { appendTo } from '../../server/store/store.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { runData } from '../support/data-command.ts'
import { dataFile, tamper, textOf, typed } from '../support/data-file.ts'
import { startPostgres } from '../support/postgres.ts'
import { tempFolder } from '../support/temp-folder.ts'

const server = await startPostgres()

const storeOn = (url: string) => {
  const store = postgresStore(url)
  onTestCleanup(() => store.close())
  return store
}

/** A database with a text in each room; no relay has it. */
const databaseWith = async (textByRoom: Record<string, string>) => {
  const url = await server.newDatabase()
  const store = postgresStore(url)
  for (const [room, text] of Object.entries(textByRoom))
    await appendTo(store, room, `epoch of ${room}`, typed(text))
  await store.order('b', { locked: 'true' })
  await store.close()
  return url
}

const textIn = async (url: string, room: string) => {
  const store = postgresStore(url)
  const { updates } = await store.open(room)
  await store.close()
  return textOf(...updates)
}

test('[DA1][DA4] list, verify and compact do on a database what they do on a file', async () => {
  const url = await databaseWith({ a: 'one', b: 'three' })
  const at = ['--postgres', url]
  const list = async () => JSON.parse((await runData('list', [...at, '--json'])).lines.join('\n'))
  expect(await list()).toMatchObject([
    { room: 'a', epoch: 'epoch of a', records: 3, orders: 0 },
    { room: 'b', epoch: 'epoch of b', records: 5, orders: 1 },
  ])
  const name = url.replace(/.*@/, '')
  expect(await runData('verify', at)).toMatchObject({ isSound: true, lines: [`${name} is sound`] })
  expect(await runData('compact', at)).toMatchObject({
    isSound: true,
    lines: [expect.stringMatching(/: \d+ bytes before, \d+ after$/)],
  })
  expect(await list()).toMatchObject([{ records: 1 }, { records: 1 }])
  expect(await textIn(url, 'b')).toBe('three')
})

test('[DA1] verify finds a damaged record and one of no room, and changes nothing', async () => {
  const url = await databaseWith({ a: 'one' })
  await server.sql(
    String.raw`
      UPDATE homeroom.records SET body = '\x09' WHERE seq = 2;
      INSERT INTO homeroom.records (room_id, seq, checksum, body) VALUES (99, 1, 1, '\x00')`,
    url,
  )
  const found = await runData('verify', ['--postgres', url])
  expect(found.isSound).toBe(false)
  expect(found.lines).toContain('a: 1 damaged record')
  expect(found.lines).toContain('records that belong to no room: 1')
  expect(await server.sql('SELECT FROM homeroom.quarantine', url)).toEqual([])
})

test('[DA2][DA3] a school is exported from one database and imported into another', async () => {
  const from = await databaseWith({ a: 'one', b: 'three' })
  const folder = `${tempFolder()}/export`
  expect((await runData('export', ['--postgres', from, '--all', '--out', folder])).isSound).toBe(true)
  const into = await server.newDatabase()
  expect((await runData('import', ['--postgres', into, '--all', '--in', folder])).isSound).toBe(true)
  expect([await textIn(into, 'a'), await textIn(into, 'b')]).toEqual(['one', 'three'])
  expect({ ...(await storeOn(into).orders('b')).orders }).toEqual({ locked: 'true' })
})

test.each([['list'], ['verify'], ['compact']])(
  '[DA1] %s makes no tables where there are none',
  async (name) => {
    const url = await server.newDatabase()
    await expect(runData(name, ['--postgres', url])).rejects.toThrow('it has no tables of Homeroom')
    expect(await server.sql("SELECT to_regclass('homeroom.rooms') AS found", url)).toEqual([{ found: null }])
  },
)

test('[DA8] a place is a file or a database, and a URL that is none is refused', async () => {
  const both = await runData('list', ['--data', 'a.db', '--postgres', 'postgres://127.0.0.1/school'])
  expect(both.faults).toEqual(['either --data FILE or --postgres URL, not both'])
  // The command line stands above the environment, and there a database above a file: an image names a file for all.
  const url = await databaseWith({ a: 'one' })
  const file = await dataFile({ b: 'two' })
  const env = { HOMEROOM_DATA: file, HOMEROOM_POSTGRES: url }
  const roomsIn = async (args: readonly string[]) =>
    (await runData('list', args, { env })).lines.slice(1).map((line) => line[0])
  expect(await roomsIn([])).toEqual(['a', 'b'])
  expect(await roomsIn(['--data', file])).toEqual(['b'])
  for (const url of [
    '127.0.0.1:5432',
    'postgres://ada:p@ss/w@a/b',
    'postgres://ada:1#2@a/b',
    'postgres://ada:%zz@a/b',
  ]) {
    const wrong = await runData('list', ['--postgres', url])
    expect(wrong.faults, url).toEqual([`--postgres ${DATABASE_URL}`])
  }
})

/** A file with all that a school has. */
const schoolFile = async () => {
  const file = await dataFile({ a: 'one', 'b/1': 'two words', gone: 'old' })
  const store = sqliteStore(file)
  await store.replace('gone', 'epoch after', null)
  await store.order('b/1', { locked: 'true', 'role ada': 'host' })
  await store.order('empty', { locked: 'true' })
  const things = ['x', 'y'].map((key) => [key, Uint8Array.of(1, 2, 3)] as const)
  for (const kind of ['attendance', 'versions']) await store.keep?.('a', kind, new Map(things))
  await store.close()
  return file
}

const move = (file: string, url: string) => runData('import', ['--data', file, '--postgres', url])

test('[DA8] a school moves from a file into a database whole, and once more changes nothing', async () => {
  const file = await schoolFile()
  const url = await server.newDatabase()
  for (let times = 0; times < 2; times++) {
    const moved = await move(file, url)
    expect(moved).toMatchObject({ isSound: true, warnings: [] })
    expect(moved.lines).toEqual([
      expect.stringMatching(/^2 rooms, orders of 2 rooms, and 4 things kept beside/),
    ])
    const store = storeOn(url)
    const { epoch, updates, orders } = await store.open('b/1')
    expect([epoch, textOf(...updates), { ...orders }]).toEqual([
      'epoch of b/1',
      'two words',
      { locked: 'true', 'role ada': 'host' },
    ])
    expect(await store.open('gone')).toMatchObject({ epoch: 'epoch after', updates: [], isNew: false })
    expect(await store.orders('empty')).toMatchObject({ orders: { locked: 'true' } })
    expect(await store.keptBodies?.('a', 'versions', ['x', 'y'])).toEqual([
      Buffer.of(1, 2, 3),
      Buffer.of(1, 2, 3),
    ])
    // The second time begins where the first one would have been broken off.
    await server.sql(
      "DELETE FROM homeroom.kept WHERE kind = 'versions'; DELETE FROM homeroom.rooms WHERE name = 'a'",
      url,
    )
    await store.close()
  }
})

test('[DA8] a move writes over nothing, and moves nothing then', async () => {
  const file = await schoolFile()
  const url = await databaseWith({ 'b/1': 'something else' })
  const refused = await move(file, url)
  expect(refused.isSound).toBe(false)
  expect(refused.warnings).toEqual([
    expect.stringMatching(/^room b\/1: something else is there in /),
    'nothing was moved',
  ])
  expect(await server.sql('SELECT name FROM homeroom.rooms', url)).toEqual([{ name: 'b/1' }])
  expect(await textIn(url, 'b/1')).toBe('something else')
})

test('[DA8] a move leaves a damaged record behind and says so', async () => {
  const file = await schoolFile()
  tamper(
    file,
    "UPDATE records SET body = x'09' WHERE seq = 3 AND room_id = (SELECT id FROM rooms WHERE name = 'a')",
  )
  const url = await server.newDatabase()
  expect(await move(file, url)).toMatchObject({ isSound: false, warnings: ['a: 1 damaged record left out'] })
  expect(await textIn(url, 'a')).toBe('on')
  // What was moved is what can be read: nothing else is in the way when it is asked for again.
  expect(await move(file, url)).toMatchObject({ warnings: ['a: 1 damaged record left out'] })
})

test('[DA8] nothing is moved into a database that a relay has, nor from a file that one has', async () => {
  const file = await schoolFile()
  const url = await server.newDatabase()
  const relay = storeOn(url)
  await relay.open('a')
  await expect(move(file, url)).rejects.toThrow('another relay has it')
  await relay.close()
  const held = sqliteStore(file)
  await expect(move(file, url)).rejects.toThrow('another relay')
  await held.close()
})
