import type { Durability } from '../../shared/index.ts'
import type { KeptChanges, KeptInfo, KeptRange } from './kept.ts'

/** What a store knows of one room. */
export interface StoredRoom {
  /** The epoch of the room; null where the store has none yet. */
  readonly epoch: string | null
  /** A snapshot, if one was made, and the updates after it, in order. */
  readonly updates: readonly Uint8Array[]
  /** The number of the last record; 0 where there is none. */
  readonly lastSeq: number
  /** Records that were damaged and set aside by this load. */
  readonly quarantined: number
}

/** Whether a store of a host's own gave what a store gives: anything else is a failure of it, and no empty room. */
export const isStoredRoom = (given: unknown): given is StoredRoom => {
  const { epoch, updates, lastSeq, quarantined } = (given ?? {}) as Partial<StoredRoom>
  return (
    (epoch === null || typeof epoch === 'string') &&
    Array.isArray(updates) &&
    updates.every((update) => update instanceof Uint8Array) &&
    Number.isSafeInteger(lastSeq) &&
    Number.isSafeInteger(quarantined)
  )
}

/** A line of the list of rooms. */
export interface StoredRoomInfo {
  readonly room: string
  readonly epoch: string
  /** Records that the store has of it: a snapshot, and the updates after it. */
  readonly records: number
  /** What they take, in bytes. */
  readonly bytes: number
}

/** What hosts have ordered in a room, by the name of each order. The store does not look into it. */
export type StoredOrders = Readonly<Record<string, string>>

/** Orders to set, and to take away where the value is null; all others stay. */
export type OrderChanges = Readonly<Record<string, string | null>>

/** What hosts have ordered in a room; rejects as the store does, and where a store of a host's own gives something else. */
export const readOrders = async (store: Pick<Store, 'orders'>, room: string): Promise<StoredOrders> => {
  const orders: unknown = await store.orders(room)
  const areOrders =
    typeof orders === 'object' &&
    orders !== null &&
    Object.values(orders).every((value) => typeof value === 'string')
  if (!areOrders) throw new TypeError('orders gave no stored orders')
  return orders as StoredOrders
}

/** How a store as a whole is. */
export interface StoreHealth {
  /** Why nothing can be stored just now; null where it can. */
  readonly fault: string | null
  /** Records that were acknowledged once and are gone, since the store was opened; at least so many. */
  readonly missing: number
  /** What was done each time that the store was made anew: from then on it may lack what is in memory. */
  readonly renewals: readonly string[]
}

/** A part of the list of rooms: those after a name, and how many at most. */
export interface ListRange {
  /** Rooms whose names come after this one, by code points; all where it is left out. */
  readonly after?: string
  /** At most so many; all where it is left out. */
  readonly limit?: number
}

/**
 * Where documents are kept: an append-only list of updates for each room. `test/contract/store.ts` holds the
 * tests that every store passes. A method that rejects changed nothing.
 */
export interface Store {
  /** What is there once `append`, `compact` or `replace` has settled. */
  readonly durability: Durability
  /**
   * What there is of a room at one moment; a room that is not there has no epoch. A large one is read in turns: what is written
   * meanwhile is in it wholly or not at all.
   */
  load(room: string): Promise<StoredRoom>
  /** Writes all of `batch` or nothing, makes the room where it is new, and gives the number of the last record. */
  append(room: string, epoch: string, batch: readonly Uint8Array[]): Promise<number>
  /** Puts `snapshot` in the place of every record up to `upToSeq`, in one step; nothing where the room is gone. */
  compact(room: string, epoch: string, snapshot: Uint8Array, upToSeq: number): Promise<void>
  /**
   * As `compact`, with a snapshot that comes in parts, each of them a record: all of them or none are in the place of the records.
   * Between the parts others have their turn. Left out by a store that takes a large snapshot without stopping its process:
   * then `compact` gets it.
   */
  compactInParts?(
    room: string,
    epoch: string,
    parts: AsyncIterable<Uint8Array>,
    upToSeq: number,
  ): Promise<void>
  /**
   * Takes every record away, in one step, and gives the room another epoch: its one record is `snapshot`, or it
   * has none where that is null. The new epoch stays also then, so that a writer of the old one is refused. Orders stay with a
   * room that has a snapshot, and go where it has none.
   */
  replace(room: string, epoch: string, snapshot: Uint8Array | null): Promise<void>
  /**
   * As `replace`, with a snapshot that comes in parts, each of them a record: the room is as it was until all of them are there.
   * Between the parts others have their turn, and write to the room. Left out as `compactInParts` is: then `replace` gets it.
   */
  replaceInParts?(room: string, epoch: string, parts: AsyncIterable<Uint8Array>): Promise<void>
  /** Rooms that have records, in the order of their names' code points. */
  list(range?: ListRange): Promise<readonly StoredRoomInfo[]>
  /** What hosts have ordered in a room; nothing where nobody did. */
  orders(room: string): Promise<StoredOrders>
  /** Changes orders of one room, all of `changes` or nothing. It makes no room, and leaves those of other rooms alone. */
  order(room: string, changes: OrderChanges): Promise<void>
  /**
   * Keeps things beside the log of a room, by kind and key: all of `changes` or nothing. It makes no room. The caller keeps a body, and all
   * bodies of one call together, to a few MiB. What is kept goes with a room that `replace` leaves nothing of where its kind is one of
   * `versions` and `version-parts`; of other kinds, and where the room has a snapshot, it stays. Left out, with the two methods below,
   * by a store that has no place for it: then a relay has no versions, webhooks and attendance.
   */
  keep?(room: string, kind: string, changes: KeptChanges): Promise<void>
  /** Lists what is kept of one kind, in the order of the code points of rooms, and then of keys. */
  kept?(kind: string, range?: KeptRange): Promise<readonly KeptInfo[]>
  /** Bodies by their keys, in the order of `keys`; null for one that is not there, or is damaged. */
  keptBodies?(room: string, kind: string, keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /**
   * Looks whether what was stored is still there, and mends what it can. A relay asks about once a second, and once more only when
   * the answer has come. Left out where nobody but the store itself can take something away.
   */
  check?(): Promise<StoreHealth>
  /** Writes what is left, and lets everything go. Twice is once. */
  close(): Promise<void>
}

/** A store that keeps things beside the logs of rooms. */
export type KeepingStore = Required<Pick<Store, 'keep' | 'kept' | 'keptBodies'>>

export const isKeeping = (store: Store): store is Store & KeepingStore =>
  [store.keep, store.kept, store.keptBodies].every((method) => typeof method === 'function')

/**
 * The room was deleted or replaced under the writer: its updates belong to another epoch. A store of your own rejects with it.
 *
 * @example
 * ```ts
 * import { EpochMismatch } from 'homeroom/server'
 *
 * console.log(new EpochMismatch('lesson').message) // The room "lesson" has another epoch.
 * ```
 */
export class EpochMismatch extends Error {
  constructor(room: string) {
    super(`The room ${JSON.stringify(room)} has another epoch.`)
    this.name = 'EpochMismatch'
  }
}
