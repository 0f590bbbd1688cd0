import type { Durability } from '../../shared/index.ts'
import type { KeptChanges, KeptInfo, KeptRange } from './kept.ts'

/** What hosts have ordered in a room, and how often that changed. */
export interface StoredPolicy {
  readonly orders: StoredOrders
  /** Rises by one with each change of orders, and never falls; 0 where nothing was ever ordered. */
  readonly policyVersion: number
}

/** What hosts have ordered after a change; `orders` is null where the caller has them: those that it knew, with its own change in them. */
export type ChangedPolicy = Pick<StoredPolicy, 'policyVersion'> & { readonly orders: StoredOrders | null }

/** What a store has of one room after a record. */
export interface LaterRecords {
  /** The updates after that record, in order; a snapshot that takes its place is one of them. */
  readonly updates: readonly Uint8Array[]
  /** The number of the last record; 0 where there is none. */
  readonly lastSeq: number
  readonly policyVersion: number
}

/** What a store knows of one room. */
export interface StoredRoom extends LaterRecords, StoredPolicy {
  /** The epoch of the room; one that nobody has written to has an epoch of the store's own, the same at each call. */
  readonly epoch: string
  /** Records that were damaged and set aside by this call. */
  readonly quarantined: number
  /** True where nobody has ever written to it. */
  readonly isNew: boolean
}

/** Updates for one room. */
export interface RoomWrite {
  readonly room: string
  /** Of the writer. */
  readonly epoch: string
  readonly batch: readonly Uint8Array[]
}

const areUpdates = (updates: unknown): updates is readonly Uint8Array[] =>
  Array.isArray(updates) && updates.every((update) => update instanceof Uint8Array)

const areOrders = (orders: unknown): orders is StoredOrders =>
  typeof orders === 'object' &&
  orders !== null &&
  Object.values(orders).every((value) => typeof value === 'string')

// What a store of a host's own gives is looked at: anything else is a failure of it, and no empty room.

export const isLaterRecords = (given: unknown): given is LaterRecords => {
  const { updates, lastSeq, policyVersion } = (given ?? {}) as Partial<LaterRecords>
  return areUpdates(updates) && Number.isSafeInteger(lastSeq) && Number.isSafeInteger(policyVersion)
}

export const isStoredRoom = (given: unknown): given is StoredRoom => {
  const { epoch, quarantined, orders, isNew } = (given ?? {}) as Partial<StoredRoom>
  return (
    isLaterRecords(given) &&
    typeof epoch === 'string' &&
    Number.isSafeInteger(quarantined) &&
    areOrders(orders) &&
    typeof isNew === 'boolean'
  )
}

const isStoredPolicy = (given: unknown): given is StoredPolicy => {
  const { orders, policyVersion } = (given ?? {}) as Partial<StoredPolicy>
  return areOrders(orders) && Number.isSafeInteger(policyVersion)
}

export const isChangedPolicy = (given: unknown): given is ChangedPolicy => {
  const { orders, policyVersion } = (given ?? {}) as Partial<ChangedPolicy>
  return orders === null ? Number.isSafeInteger(policyVersion) : isStoredPolicy(given)
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

/** Throws where something in it cannot be stored. */
export const checkOrders = (changes: OrderChanges): void => {
  if (Object.values(changes).some((value) => value !== null && typeof value !== 'string'))
    throw new TypeError('an order is a text, or null')
}

/** What hosts have ordered in a room; rejects as the store does, and where a store of a host's own gives something else. */
export const readPolicy = async (
  store: Pick<Store, 'orders'>,
  room: string,
  prefix?: string,
): Promise<StoredPolicy> => {
  const given: unknown = await store.orders(room, prefix)
  if (!isStoredPolicy(given)) throw new TypeError('orders gave no stored orders')
  return given
}

/** Appends to one room, and gives the number of its last record; rejects also where the room has another epoch. */
export const appendTo = async (
  store: Pick<Store, 'append'>,
  room: string,
  epoch: string,
  batch: readonly Uint8Array[],
): Promise<number> => {
  const [appended] = await store.append([{ room, epoch, batch }])
  if (appended instanceof EpochMismatch) throw appended
  if (!Number.isSafeInteger(appended))
    throw new TypeError(`append gave ${appended}, and no number of a record`)
  return appended as number
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
 * Where documents are kept: an append-only list of updates for each room. `homeroom/store-contract` holds the
 * tests that every store passes. A method that rejects changed nothing.
 */
export interface Store {
  /** True where several relays may use it at once: then a relay looks every 2 s for what others have written to its rooms. */
  readonly isShared?: boolean
  /** What is there once `append`, `compact` or `replace` has settled. */
  readonly durability: Durability
  /**
   * What there is of a room at one moment. It makes no room: what nobody has written to has an epoch that the store gives it, always
   * the same one, whoever asks. A large room is read in turns: what is written meanwhile is in it wholly or not at all.
   */
  open(room: string): Promise<StoredRoom>
  /**
   * Writes to many rooms in one step. Gives for each write, in their order, the number of the last record of its room, which is made
   * where it is new; or an `EpochMismatch`, and then that write alone is not done. Rejects where nothing at all was written.
   */
  append(writes: readonly RoomWrite[]): Promise<readonly (number | EpochMismatch)[]>
  /**
   * What was written to a room after the record of that number; rejects with `EpochMismatch` where the room has another epoch. A
   * snapshot that holds something later is given whole.
   */
  since(room: string, epoch: string, seq: number): Promise<LaterRecords>
  /**
   * Gives a room that never had a record the epoch `to`, and makes it, where its epoch is `from`; false where it is another one, or has
   * or had records. True also where it has the epoch `to` already.
   */
  adopt(room: string, from: string, to: string): Promise<boolean>
  /**
   * Puts `snapshot` in the place of every record up to `upToSeq`, in one step. False, and nothing has changed, where the room is gone,
   * where a snapshot of later records is there, or where somebody else is at it: nobody waits for that.
   */
  compact(room: string, epoch: string, snapshot: Uint8Array, upToSeq: number): Promise<boolean>
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
  ): Promise<boolean>
  /**
   * Takes every record away, in one step, and gives the room another epoch: its one record is `snapshot`, or it
   * has none where that is null. The new epoch stays also then, so that a writer of the old one is refused. Orders stay with a
   * room that has a snapshot, and go where it has none: that is a change of them.
   */
  replace(room: string, epoch: string, snapshot: Uint8Array | null): Promise<void>
  /**
   * As `replace`, with a snapshot that comes in parts, each of them a record: the room is as it was until all of them are there.
   * Between the parts others have their turn, and write to the room. Left out as `compactInParts` is: then `replace` gets it.
   */
  replaceInParts?(room: string, epoch: string, parts: AsyncIterable<Uint8Array>): Promise<void>
  /** Rooms that have records, in the order of their names' code points. */
  list(range?: ListRange): Promise<readonly StoredRoomInfo[]>
  /**
   * What hosts have ordered in a room; nothing where nobody did. With a `prefix` those whose names begin with it are enough: a room may
   * have tens of thousands, and a store that gives all of them is slow, not wrong.
   */
  orders(room: string, prefix?: string): Promise<StoredPolicy>
  /**
   * Changes orders of one room, all of `changes` or nothing, and gives all orders that are there then. The version rises by one, also
   * where the orders are as they were. It makes no room, and leaves those of other rooms alone. `known` is a version of which the caller
   * has all orders: where this is the next change `null` is enough in their place.
   */
  order(room: string, changes: OrderChanges, known?: number): Promise<ChangedPolicy>
  /**
   * Keeps things beside the log of a room, by kind and key: all of `changes` or nothing. It makes no room. The caller keeps a body, and all
   * bodies of one call together, to a few MiB. What is kept goes with a room that `replace` leaves nothing of where its kind is one of
   * `versions`, `version-parts` and `chat`; of other kinds, and where the room has a snapshot, it stays. Left out, with the two methods below,
   * by a store that has no place for it: then a relay has no versions, chat, webhooks and attendance.
   */
  keep?(room: string, kind: string, changes: KeptChanges): Promise<void>
  /** Lists what is kept of one kind, in the order of the code points of rooms, and then of keys. */
  kept?(kind: string, range?: KeptRange): Promise<readonly KeptInfo[]>
  /** Bodies by their keys, in the order of `keys`; null for one that is not there, or is damaged. */
  keptBodies?(room: string, kind: string, keys: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /**
   * Gives `holder` the lock of a room for so many ms from now, anew where it has it already; false where another holder has it. Nobody
   * waits. A lock that nobody gives back ends by itself, since a relay that dies gives none back. It keeps nobody from the other methods.
   * Left out, with `unlock`, by a store that one relay alone uses.
   */
  lock?(room: string, holder: string, forMs: number): Promise<boolean>
  /** Gives the lock of a room back, where `holder` has it. */
  unlock?(room: string, holder: string): Promise<void>
  /**
   * Looks whether what was stored is still there, and mends what it can. A relay asks about once a second, and once more only when
   * the answer has come. Left out where nobody but the store itself can take something away.
   */
  check?(): Promise<StoreHealth>
  /** Writes what is left, and lets everything go. Twice is once. */
  close(): Promise<void>
}

/** The locks of a store that has them. */
export type Locks = Required<Pick<Store, 'lock' | 'unlock'>>

/** A store that keeps things beside the logs of rooms. */
export type KeepingStore = Required<Pick<Store, 'keep' | 'kept' | 'keptBodies'>>

export const isKeeping = (store: Store): store is Store & KeepingStore =>
  [store.keep, store.kept, store.keptBodies].every((method) => typeof method === 'function')

/**
 * The room was deleted or replaced under the writer: its updates belong to another epoch. A store of your own rejects with it, and
 * `append` gives it in the place of a number.
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
