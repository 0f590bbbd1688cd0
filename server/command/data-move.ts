// Moves all that is in a data file into a Postgres: rooms under their epochs, so that pages go on with what they hold, traces of deleted
// rooms, orders, and what is kept beside them. A room comes whole or not at all. What is there already stays as it is, so that a move
// that was broken off is asked for again.
import { type DataFile, openDataFile } from '../store/data-file.ts'
import type { Read } from '../store/data-reader.ts'
import { whileUnheld } from '../store/held-file.ts'
import { changeDatabase, whileNoRelay } from '../store/postgres/data-database.ts'
import { databaseName } from '../store/postgres/pool.ts'
import type { PostgresStore } from '../store/postgres/postgres.ts'
import type { StoredOrders } from '../store/store.ts'
import { count, type Output } from './data-command.ts'

/** So much of what is kept goes in one step. */
const KEPT_BYTES = 4 * 1024 * 1024

/** False where something is left out, or where nothing was moved. */
export const moveFile = (path: string, url: string, output: Output): Promise<boolean> =>
  whileUnheld(path, () =>
    whileNoRelay(url, async () => {
      const file = openDataFile(path)
      try {
        return await changeDatabase(url, ({ store }) => moveAll(file, store, databaseName(url), output))
      } finally {
        file.close()
      }
    }),
  )

/** A room of the file; without updates it was deleted, and its epoch is left. */
interface FiledRoom {
  readonly room: string
  readonly epoch: string
  readonly updates: readonly Uint8Array[]
  /** Records that are damaged, and stay behind. */
  readonly damaged: number
}

const moveAll = async (
  file: DataFile,
  store: PostgresStore,
  name: string,
  output: Output,
): Promise<boolean> => {
  const faults = file.faults()
  for (const line of faults) output.warn(line)
  const orders = whole(file.orders())
  const inTheWay = await findInTheWay(file, orders, store)
  for (const what of inTheWay) output.warn(`${what}: something else is there in ${name}`)
  if (inTheWay.length > 0) {
    output.warn('nothing was moved')
    return false
  }
  // First, since orders and versions go with a room that is deleted.
  for (const { room, epoch } of whole(file.traces()))
    if ((await store.open(room)).isNew) await store.replace(room, epoch, null)
  // No room is there before its removals hold.
  for (const [room, ofRoom] of orders) if (!(await hasOrders(store, room))) await store.order(room, ofRoom)
  let damaged = 0
  let rooms = 0
  for (const filed of roomsOf(file)) {
    if (filed.damaged > 0) output.warn(`${filed.room}: ${count(filed.damaged, 'damaged record')} left out`)
    damaged += filed.damaged
    if (filed.updates.length > 0) rooms += 1
    await moveRoom(filed, store)
  }
  let things = 0
  for (const { kind, room, bodies } of keptOf(file)) {
    await store.keep(room, kind, bodies)
    things += bodies.size
  }
  output.print(
    `${count(rooms, 'room')}, orders of ${count(orders.size, 'room')}, and ${count(things, 'thing')} kept beside them are in ${name}`,
  )
  return faults.length + damaged === 0
}

const whole = <Value>(read: Read<Value>): Value => {
  if (!read.ok) throw new Error(read.fault.message)
  return read.value
}

/** All rooms of a file, one after the other. */
function* roomsOf(file: DataFile): Generator<FiledRoom> {
  for (const { room, epoch } of whole(file.list())) {
    const read = whole(file.read(room))
    yield { room, epoch, updates: read?.updates ?? [], damaged: read?.quarantined ?? 0 }
  }
  for (const { room, epoch } of whole(file.traces())) yield { room, epoch, updates: [], damaged: 0 }
}

interface KeptBatch {
  readonly kind: string
  readonly room: string
  readonly bodies: Map<string, Uint8Array>
}

/** What is kept beside the rooms, some of one room and kind at a time. What is damaged is left out, as a relay leaves it. */
function* keptOf(file: DataFile): Generator<KeptBatch> {
  let batch: KeptBatch | null = null
  let bytes = 0
  for (const { kind, room, key, body } of file.kept()) {
    if (body === null) continue
    if (batch !== null && (batch.kind !== kind || batch.room !== room || bytes + body.length > KEPT_BYTES)) {
      yield batch
      batch = null
    }
    if (batch === null) {
      batch = { kind, room, bodies: new Map() }
      bytes = 0
    }
    batch.bodies.set(key, body)
    bytes += body.length
  }
  if (batch !== null) yield batch
}

const hasOrders = async (store: PostgresStore, room: string): Promise<boolean> =>
  Object.keys((await store.orders(room)).orders).length > 0

/** What the move would have to write over. */
const findInTheWay = async (
  file: DataFile,
  orders: ReadonlyMap<string, StoredOrders>,
  store: PostgresStore,
): Promise<readonly string[]> => {
  const found: string[] = []
  for (const { room, epoch, updates } of roomsOf(file)) {
    const there = await store.open(room)
    const isMoved = there.epoch === epoch && isSame(there.updates, updates)
    if (!there.isNew && !isMoved) found.push(`room ${room}`)
  }
  for (const [room, ofRoom] of orders) {
    const { orders: there } = await store.orders(room)
    const names = new Set([...Object.keys(there), ...Object.keys(ofRoom)])
    const isMoved = [...names].every((name) => there[name] === ofRoom[name])
    if ((await hasOrders(store, room)) && !isMoved) found.push(`orders of ${room}`)
  }
  for (const { kind, room, bodies } of keptOf(file)) {
    const there = await store.keptBodies(room, kind, [...bodies.keys()])
    const isOther = [...bodies.values()].some((body, index) => {
      const other = there[index] ?? null
      return other !== null && Buffer.compare(other, body) !== 0
    })
    if (isOther) found.push(`${kind} of ${room}`)
  }
  return found
}

const isSame = (one: readonly Uint8Array[], other: readonly Uint8Array[]): boolean =>
  one.length === other.length &&
  one.every((bytes, index) => Buffer.compare(bytes, other[index] ?? bytes) === 0)

async function* each(updates: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* updates
}

const moveRoom = async ({ room, epoch, updates }: FiledRoom, store: PostgresStore): Promise<void> => {
  if ((await store.open(room)).isNew) await store.replaceInParts(room, epoch, each(updates))
}
