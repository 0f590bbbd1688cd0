/**
 * Documents at size: one that many read at once, many rooms that are opened in a minute, what a load from a store takes for each MB, and
 * what an open document takes of memory, beside other relays. Prints tables, and ends by itself.
 *
 * Run: npm run sizes [-- --only readers,rooms,loads,memory] [-- --small]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { postgresStore, sqliteStore } from 'homeroom/server'
import { FREED_AT_ONCE_FLAG, YOUNG_GENERATION_FLAG } from '../server/node-flags.ts'
import { CONTENDERS, type Contender } from './contenders.ts'
import { readFlags } from './flags.ts'
import { buildDocument, buildParts } from './load/document.ts'
import { type Entrance, enterRoom } from './load/enter.ts'
import { type Read, readDocument } from './load/reader.ts'
import { writeUpdate } from './load/sync-message.ts'
import { startPostgres } from './nodes/servers.ts'
import { pinGenerator, type RelayProcess, startRelay } from './relay-process.ts'
import { markdownTable } from './report.ts'
import { percentile } from './statistics.ts'

const MIB = 2 ** 20

/** All of it: then it has hung. */
const ALL_MS = 45 * 60_000

/** Relays write the same document in a few bytes more or less. */
const MOST_OF_IT = 0.9

/** A relay has taken a document by then, or refuses it. */
const WRITTEN_MS = 120_000

const FULL = {
  readers: 500,
  /** Other relays keep the whole document for each reader that it is on its way to. */
  peerReaders: 50,
  readBytes: 20_000_000,
  rooms: 2_000,
  roomBytes: 20_000,
  roomsMs: 60_000,
  loadBytes: [1_000_000, 5_000_000, 20_000_000],
  documents: 300,
  documentBytes: 100_000,
}

const SMALL: typeof FULL = {
  readers: 20,
  peerReaders: 5,
  readBytes: 1_000_000,
  rooms: 50,
  roomBytes: 20_000,
  roomsMs: 3_000,
  loadBytes: [500_000, 5_000_000],
  documents: 30,
  documentBytes: 50_000,
}

const flags = readFlags(import.meta.url, {
  only: { type: 'string' },
  small: { type: 'boolean', default: false },
})
const sizes = flags.small ? SMALL : FULL

const folder = mkdtempSync(join(tmpdir(), 'homeroom-sizes-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const contenderOf = (name: string): Contender => {
  const found = CONTENDERS.find((one) => one.name === name)
  if (found === undefined) throw new Error(`No relay ${name}`)
  return found
}

const HOMEROOM = contenderOf('homeroom-v1')

/** Those that know documents, each once. */
const RELAYS = [
  'homeroom-v1',
  'homeroom-stock',
  'y-websocket-server',
  'y-websocket-server-next',
  'hocuspocus',
].map(contenderOf)

const print = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): void => {
  process.stdout.write(`\n${title}\n\n${markdownTable(head, rows)}\n`)
}

const fixed = (value: number, digits = 0): string => value.toFixed(digits)

/** Writes the document of a room, and gives what makes the writer leave: a relay without a store may forget it with the last one. */
const written = async (entrance: Entrance, parts: readonly Uint8Array[]): Promise<() => void> => {
  const bytes = parts.reduce((sum, { length }) => sum + length, 0)
  const writer = enterRoom(entrance, null)
  await writer.opened
  for (const part of parts) writer.send(entrance.wire.wrap(entrance.room, writeUpdate(part)))
  // Until it is told to others it has not been taken.
  const startMs = performance.now()
  for (let isThere = false; !isThere; ) {
    if (performance.now() - startMs > WRITTEN_MS) throw new Error(`${bytes} bytes are not taken`)
    const { bytes: has, leave } = await readDocument(entrance)
    leave()
    isThere = has >= bytes * MOST_OF_IT
    if (!isThere) await sleep(100)
  }
  return () => writer.destroy()
}

interface Cost {
  readonly cpu: number
  readonly mostMib: number
}

/** What `work` takes of a relay. */
const costOf = async (relay: RelayProcess, work: () => Promise<void>): Promise<Cost> => {
  const before = relay.cpuSeconds
  let most = relay.rssBytes
  const watching = setInterval(() => {
    most = Math.max(most, relay.rssBytes)
  }, 50)
  await work()
  clearInterval(watching)
  return { cpu: relay.cpuSeconds - before, mostMib: most / MIB }
}

const readers = async (): Promise<void> => {
  const parts = buildParts(sizes.readBytes)
  const rows: string[][] = []
  for (const { title, name, file, args, nodeFlags, wire } of RELAYS) {
    const relay = await startRelay(file, args, nodeFlags)
    const entrance = { port: relay.port, wire, room: 'large' }
    const leaveWriter = await written(entrance, parts)
    const count = name.startsWith('homeroom') ? sizes.readers : sizes.peerReaders
    const all: Read[] = []
    const { cpu, mostMib } = await costOf(relay, async () => {
      all.push(...(await Promise.all(Array.from({ length: count }, () => readDocument(entrance)))))
    })
    leaveWriter()
    for (const { leave } of all) leave()
    const least = Math.min(...all.map(({ bytes }) => bytes))
    if (least < sizes.readBytes * MOST_OF_IT) throw new Error(`${title}: a reader has ${least} bytes`)
    const times = all.map(({ ms }) => ms)
    const returns = all.reduce((sum, one) => sum + one.returns, 0)
    rows.push([
      title,
      `${count}`,
      fixed(percentile(times, 0.5)),
      fixed(Math.max(...times)),
      fixed(cpu, 2),
      fixed((cpu / count) * 1000, 1),
      fixed(mostMib),
      `${returns}`,
    ])
    await relay.stop()
  }
  const head = [
    'relay',
    'readers',
    'p50, ms',
    'last, ms',
    'cpu, s',
    'cpu a reader, ms',
    'RSS, MiB',
    'returns',
  ]
  print(`${sizes.readBytes / 1e6} MB, read by many at once`, head, rows)
}

/** Puts a document into each room of a store, which is closed then. */
const fill = async (
  place: string,
  rooms: readonly (readonly [string, readonly Uint8Array[]])[],
): Promise<void> => {
  const store = place.startsWith('postgres:') ? postgresStore(place) : sqliteStore(place)
  for (const [room, batch] of rooms)
    await store.append([{ room, epoch: (await store.open(room)).epoch, batch: [...batch] }])
  await store.close()
}

const startStored = (place: string): Promise<RelayProcess> =>
  startRelay('homeroom-stored.ts', [place], [YOUNG_GENERATION_FLAG, FREED_AT_ONCE_FLAG])

const rooms = async (): Promise<void> => {
  const place = join(folder, 'rooms.db')
  const document = buildDocument(sizes.roomBytes)
  const names = Array.from({ length: sizes.rooms }, (_, index) => `school/${index}`)
  await fill(
    place,
    names.map((name) => [name, [document]]),
  )
  const relay = await startStored(place)
  const before = relay.rssBytes
  const all: Read[] = []
  const { cpu, mostMib } = await costOf(relay, async () => {
    const startMs = performance.now()
    const opened = names.map(async (room, index) => {
      await sleep(Math.max(0, startMs + (index * sizes.roomsMs) / names.length - performance.now()))
      all.push(await readDocument({ port: relay.port, wire: HOMEROOM.wire, room }))
    })
    await Promise.all(opened)
  })
  const times = all.map(({ ms }) => ms)
  const perRoomKib = (relay.rssBytes - before) / 1024 / names.length
  const row = [percentile(times, 0.5), percentile(times, 0.99), Math.max(...times)].map((ms) => fixed(ms, 1))
  print(
    `${names.length} rooms of ${sizes.roomBytes / 1e3} kB, opened from SQLite in ${sizes.roomsMs / 1e3} s`,
    ['p50, ms', 'p99, ms', 'longest, ms', 'cpu a room, ms', 'RSS a room, KiB', 'RSS at most, MiB'],
    [[...row, fixed((cpu / names.length) * 1000, 2), fixed(perRoomKib), fixed(mostMib)]],
  )
  for (const { leave } of all) leave()
  await relay.stop()
}

const loads = async (): Promise<void> => {
  const postgres = await startPostgres()
  const places = { SQLite: join(folder, 'loads.db'), Postgres: await postgres.newDatabase() }
  const documents = sizes.loadBytes.map((bytes) => [`size-${bytes}`, buildParts(bytes)] as const)
  const rows: string[][] = []
  for (const [store, place] of Object.entries(places)) {
    await fill(place, documents)
    for (const [room, parts] of documents) {
      const megabytes = parts.reduce((sum, { length }) => sum + length, 0) / 1e6
      const relay = await startStored(place)
      const read = async (of: string) => {
        const { ms, leave } = await readDocument({ port: relay.port, wire: HOMEROOM.wire, room: of })
        leave()
        return ms
      }
      await read('warm')
      let first = 0
      const { cpu } = await costOf(relay, async () => {
        first = await read(room)
      })
      const again = await read(room)
      rows.push([
        store,
        fixed(megabytes, 1),
        fixed(first),
        fixed(again),
        fixed((first - again) / megabytes, 1),
        fixed((cpu / megabytes) * 1000, 1),
      ])
      await relay.stop()
    }
  }
  await postgres.stop()
  const head = ['store', 'MB', 'first, ms', 'second, ms', 'load, ms a MB', 'cpu, ms a MB']
  print('A room that nobody was in', head, rows)
}

const memory = async (): Promise<void> => {
  const document = buildDocument(sizes.documentBytes)
  const rows: string[][] = []
  for (const { title, file, args, nodeFlags, wire } of RELAYS) {
    const relay = await startRelay(file, args, nodeFlags)
    const names = Array.from({ length: sizes.documents }, (_, index) => `school-${index}`)
    const here: Read[] = []
    for (const room of names) here.push(await readDocument({ port: relay.port, wire, room }))
    const heapBefore = await relay.collectGarbage()
    const rssBefore = relay.rssBytes
    for (const room of names) (await written({ port: relay.port, wire, room }, [document]))()
    await sleep(1_000)
    const heap = ((await relay.collectGarbage()) - heapBefore) / names.length
    const rss = (relay.rssBytes - rssBefore) / names.length
    rows.push([title, fixed(heap / 1024), fixed(rss / 1024), fixed(heap / document.length, 1)])
    for (const { leave } of here) leave()
    await relay.stop()
  }
  print(
    `${sizes.documents} open documents of ${fixed(document.length / 1e3)} kB, each with a reader`,
    ['relay', 'heap a document, KiB', 'RSS a document, KiB', 'heap to the bytes of the update'],
    rows,
  )
}

const MEASURES = { readers, rooms, loads, memory }

const wanted = flags.only?.split(',') ?? Object.keys(MEASURES)
const unknown = wanted.find((name) => !Object.hasOwn(MEASURES, name))
if (unknown !== undefined) throw new Error(`No ${unknown} among ${Object.keys(MEASURES).join(', ')}`)
setTimeout(() => {
  throw new Error(`not within ${ALL_MS / 60_000} minutes`)
}, ALL_MS).unref()
pinGenerator()
for (const [name, measure] of Object.entries(MEASURES)) if (wanted.includes(name)) await measure()
process.exit()
