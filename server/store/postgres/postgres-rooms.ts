import {
  type ChangedPolicy,
  checkOrders,
  EpochMismatch,
  type LaterRecords,
  type OrderChanges,
  type RoomWrite,
  type StoredPolicy,
  type StoredRoom,
} from '../store.ts'
import type { Database } from './database.ts'
import type { Look } from './look.ts'
import { changeOrders, readOrders } from './orders.ts'
import { readRecords, setAside } from './records.ts'
import { lookUp, makeRooms } from './room-rows.ts'
import { adopt, append, compact, replace, type Snapshot, type Written } from './rooms.ts'

const NO_RECORDS = { whole: [], damaged: [] }

/** The rooms in a database. Each method is one transaction, and rejects where it fails. */
export class PostgresRooms {
  readonly #database: Database
  readonly #look: Look
  /** So many snapshots are written at a time at most: each of them has a connection, perhaps for seconds. */
  readonly #mostSnapshots: number
  #snapshots = 0

  constructor(database: Database, look: Look, mostSnapshots: number) {
    this.#database = database
    this.#look = look
    this.#mostSnapshots = mostSnapshots
  }

  async open(name: string): Promise<StoredRoom> {
    const read = await this.#database.transaction('snapshot', async (query) => {
      const { room, ...found } = await lookUp(query, name)
      const records = room === null ? NO_RECORDS : await readRecords(query, room, 0)
      return { ...found, ...records, room, orders: await readOrders(query, name) }
    })
    const { room, epoch, whole, damaged, orders, policyVersion } = read
    if (room !== null && damaged.length > 0)
      await this.#database.transaction('write', (query) => setAside(query, room, damaged))
    const lastSeq = room?.lastSeq ?? 0
    const isNew = room?.isNew ?? true
    return { epoch, updates: whole, lastSeq, quarantined: damaged.length, orders, policyVersion, isNew }
  }

  async since(name: string, ofEpoch: string, seq: number): Promise<LaterRecords> {
    // A relay asks for each of its rooms every few seconds, and mostly there is nothing: then one statement is enough.
    const { room, epoch, policyVersion } = await this.#database.each((query) => lookUp(query, name))
    if (epoch !== ofEpoch) throw new EpochMismatch(name)
    const lastSeq = room?.lastSeq ?? 0
    return lastSeq > seq ? this.#readSince(name, ofEpoch, seq) : { updates: [], lastSeq, policyVersion }
  }

  async append(writes: readonly RoomWrite[]): Promise<Written> {
    for (const { batch } of writes)
      if (!batch.every((body) => body instanceof Uint8Array)) throw new TypeError('an update is bytes')
    if (writes.length === 0) return []
    const written = (await this.#append(writes, false)) ?? (await this.#append(writes, true))
    if (written === null) throw new Error('the row of a room was taken away from the database')
    for (const [index, { room, epoch, batch }] of writes.entries()) {
      const seq = written[index]
      if (typeof seq === 'number' && batch.length > 0) this.#look.acknowledged({ room, epoch, seq })
    }
    return written
  }

  async compact(snapshot: Snapshot, upToSeq: number): Promise<boolean> {
    if (this.#snapshots >= this.#mostSnapshots) return false
    this.#snapshots += 1
    try {
      return await this.#database.transaction('write', (query) => compact(query, snapshot, upToSeq))
    } finally {
      this.#snapshots -= 1
    }
  }

  async replace(name: string, epoch: string, parts: AsyncIterable<Uint8Array> | null): Promise<void> {
    await this.#database.transaction('write', (query) => replace(query, name, epoch, parts))
    this.#look.acknowledged({ room: name, epoch, seq: 0 })
  }

  adopt(name: string, from: string, to: string): Promise<boolean> {
    return this.#database.transaction('write', (query) => adopt(query, name, from, to))
  }

  orders(name: string, prefix?: string): Promise<StoredPolicy> {
    return this.#database.transaction('snapshot', async (query) => {
      const { policyVersion } = await lookUp(query, name)
      return { orders: await readOrders(query, name, prefix), policyVersion }
    })
  }

  async order(name: string, changes: OrderChanges, known?: number): Promise<ChangedPolicy> {
    checkOrders(changes)
    return this.#database.transaction('write', async (query) => {
      const policyVersion = await changeOrders(query, name, changes)
      return { orders: policyVersion - 1 === known ? null : await readOrders(query, name), policyVersion }
    })
  }

  #readSince(name: string, ofEpoch: string, seq: number): Promise<LaterRecords> {
    return this.#database.transaction('snapshot', async (query) => {
      const { room, epoch, policyVersion } = await lookUp(query, name)
      if (room === null || epoch !== ofEpoch) throw new EpochMismatch(name)
      const { whole } = await readRecords(query, room, seq)
      return { updates: whole, lastSeq: room.lastSeq, policyVersion }
    })
  }

  /** Null where one of the rooms has no row and shall not be made. Rows are made before any is locked: nobody waits in a circle. */
  #append(writes: readonly RoomWrite[], makes: boolean): Promise<Written | null> {
    return this.#database.transaction('write', async (query) => {
      if (makes)
        await makeRooms(
          query,
          writes.map(({ room, epoch }) => ({ name: room, epoch })),
        )
      return append(query, writes)
    })
  }
}
