/**
 * A process that writes through the real journal to a real file until it is killed, and says which of its marks it
 * was told are stored: one line for each flush. Its arguments are the file and the number of its first mark.
 */
import * as Y from 'yjs'
import { systemClock } from '../../server/base/clock.ts'
import { createFence } from '../../server/base/fence.ts'
import type { Log } from '../../server/base/log.ts'
import { createMetrics } from '../../server/base/metrics.ts'
import { Turns } from '../../server/base/turns.ts'
import { encodeState } from '../../server/document/encode.ts'
import { Journal } from '../../server/rooms/journal.ts'
import { StoreWriter } from '../../server/rooms/store-writer.ts'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { ALONE } from './alone.ts'

const COMPACT_EVERY = 17

const [file = '', first = '0'] = process.argv.slice(2)
const store = sqliteStore(file)
const metrics = createMetrics()
const say = (fields: object, message: string) =>
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
const log: Log = { debug: say, info: say, warn: say, error: say }

const turns = new Turns({ clock: systemClock, fence: createFence(log, metrics) })

const openRoom = async (room: string) => {
  const doc = new Y.Doc()
  const { epoch, updates, lastSeq } = await store.open(room)
  for (const update of updates) Y.applyUpdate(doc, update)
  const journal = new Journal(
    {
      room,
      epoch: () => epoch,
      lastSeq,
      records: updates.length,
      bytes: updates.reduce((sum, { length }) => sum + length, 0),
      *snapshot() {
        return [yield* encodeState(doc)]
      },
      onWritten: () => undefined,
      ...ALONE,
      mayCompact: () => true,
    },
    {
      store,
      writer: new StoreWriter({ store, clock: systemClock }),
      turns,
      clock: systemClock,
      log,
      metrics,
    },
  )
  doc.on('update', (update: Uint8Array) => journal.updated(update, null))
  return { room, doc, journal }
}

const rooms = [await openRoom('a'), await openRoom('b'), await openRoom('c')]

for (let mark = Number(first), round = 0; ; round++) {
  const { room, doc, journal } = rooms[round % rooms.length] as (typeof rooms)[number]
  const marks: number[] = []
  for (let count = 1 + (round % 4); count > 0; count--) {
    doc.getArray<number>('marks').push([mark])
    marks.push(mark++)
  }
  if (await journal.flush()) process.stdout.write(`${room} ${marks.join(' ')}\n`)
  if (round % COMPACT_EVERY === 0) await journal.compact()
}
