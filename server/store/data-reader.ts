import type { Result } from '../../shared/index.ts'
import type { Store, StoredOrders, StoredRoom, StoredRoomInfo } from './store.ts'

/** What could be read of what is damaged, or why it could not. */
export type Read<Value> = Result<Value, 'damaged-file'>

/** A file is read at once, a database is asked. */
type Awaitable<Value> = Value | Promise<Value>

/** A record that was set aside. */
export interface QuarantinedRecord {
  readonly room: string
  readonly epoch: string
  readonly seq: number
  readonly bytes: number
}

/** What there is of one room. */
export type RoomRead = Pick<StoredRoom, 'epoch' | 'updates' | 'lastSeq' | 'quarantined'>

/** What commands read: all of it is of one moment, also while a relay writes; reading it changes nothing. */
export interface DataReader {
  list(): Awaitable<Read<readonly StoredRoomInfo[]>>
  /** As a store opens it, but what is damaged stays where it is. */
  read(room: string): Awaitable<Read<RoomRead | null>>
  /** What hosts have ordered, by rooms: also in rooms that have no records. */
  orders(): Awaitable<Read<ReadonlyMap<string, StoredOrders>>>
  quarantined(): Awaitable<Read<readonly QuarantinedRecord[]>>
  /** True where a file was cut off: what is missing of it may be missing without a trace. */
  readonly isCut: boolean
  /** What is wrong with it beside the records: it reads all of it. */
  faults(): Awaitable<readonly string[]>
  close(): Awaitable<void>
}

/** What commands change, also while a relay has it. */
export interface DataWriter {
  readonly store: Store
  /** What was missing of a file when it was opened; null where nothing was. From now on nobody finds that out any more. */
  readonly missing: string | null
  /** False where somebody else has to let go of it first. */
  readonly giveBackSpace: () => Awaitable<boolean>
}

/** Orders, one a row, in the order of their rooms. */
export const ordersByRoom = (
  rows: Iterable<{ readonly room: string; readonly name: string; readonly value: string }>,
): ReadonlyMap<string, StoredOrders> => {
  const found = new Map<string, Record<string, string>>()
  for (const { room, name, value } of rows)
    found.set(room, Object.assign(found.get(room) ?? {}, { [name]: value }))
  return found
}
