import { checksumOf } from './checksum.ts'

/**
 * The stores are those of y-indexeddb, so that a copy which it made is read, too: a record of its is an update without a
 * checksum. Theirs are `UPDATES`, updates in the order of their keys, and `ABOUT`, which has the epoch, and the damaged
 * records that were set aside.
 */
const UPDATES = 'updates'
const ABOUT = 'custom'

const EPOCH_KEY = 'epoch'

/** A record as it was found. */
export interface StoredRecord {
  readonly key: number
  /** What stands there; undefined where the browser cannot read it. */
  readonly value: unknown
  /** Null where the record is damaged, or is none. */
  readonly update: Uint8Array | null
  /** False of a record of y-indexeddb. */
  readonly hasChecksum: boolean
}

/** What is stored of a document. */
export interface Stored {
  readonly epoch: string | null
  readonly records: readonly StoredRecord[]
}

/** What takes the place of all that was read. */
export interface FreshCopy {
  readonly epoch: string | null
  readonly updates: readonly Uint8Array[]
  /** Records that nobody can read: kept beside the others, and not read again. */
  readonly damaged: readonly StoredRecord[]
}

export interface DatabaseEvents {
  /** The browser has closed it. */
  onClosed(): void
  /** Another tab wants to delete it (`isDeleted`), or to change its form. */
  onOutdated(isDeleted: boolean): void
}

/**
 * A document's records in IndexedDB. Not over the package `idb`, which finds an IndexedDB only as a global, and whose failed
 * request ends its transaction: one record that cannot be read would keep all others from being read. Each method rejects
 * where IndexedDB throws, fails or aborts, and none waits longer than IndexedDB does.
 */
export class OfflineDatabase {
  readonly #database: IDBDatabase

  private constructor(database: IDBDatabase) {
    this.#database = database
  }

  static async open(factory: IDBFactory, name: string, events: DatabaseEvents): Promise<OfflineDatabase> {
    const request = factory.open(name)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(UPDATES, { autoIncrement: true })
      request.result.createObjectStore(ABOUT)
    }
    const database = await resultOf(request)
    database.onclose = () => events.onClosed()
    database.onversionchange = ({ newVersion }) => events.onOutdated(newVersion === null)
    return new OfflineDatabase(database)
  }

  static async delete(factory: IDBFactory, name: string): Promise<void> {
    await resultOf(factory.deleteDatabase(name))
  }

  /** Lets what was begun be finished. */
  close(): void {
    this.#database.onclose = null
    this.#database.onversionchange = null
    this.#database.close()
  }

  epoch(): Promise<string | null> {
    return this.#transact('readonly', ({ about }) => epochIn(about))
  }

  /** Adds updates, and says of which epoch all is now; undefined leaves that as it is. */
  append(updates: readonly Uint8Array[], epoch: string | null | undefined): Promise<void> {
    return this.#transact('readwrite', async (stores) => {
      for (const update of updates) add(stores, update)
      if (epoch !== undefined) stores.about.put(epoch ?? '', EPOCH_KEY)
      // Without it the page would have to be there until each request is answered.
      stores.transaction.commit()
    })
  }

  /**
   * Reads what comes after the key `after`. What `take` makes of it then takes the place of all up to the last key that was
   * read; null changes nothing. Gives the last key of what is stored and known.
   */
  renew(after: number, take: (stored: Stored) => FreshCopy | null): Promise<number> {
    return this.#transact('readwrite', async (stores) => {
      const epoch = await epochIn(stores.about)
      const keys = (await resultOf(stores.updates.getAllKeys())) as number[]
      const unknown = keys.filter((key) => key > after)
      const records = await Promise.all(unknown.map((key) => read(stores.updates, key)))
      const last = unknown.at(-1) ?? after
      const fresh = take({ epoch, records })
      if (fresh === null) return last
      for (const key of keys) stores.updates.delete(key)
      for (const { key, value } of fresh.damaged)
        if (value !== undefined) stores.about.put(value, `damaged ${key}`)
      stores.about.put(fresh.epoch ?? '', EPOCH_KEY)
      const added = await Promise.all(fresh.updates.map((update) => resultOf(add(stores, update))))
      return Number(added.at(-1) ?? last)
    })
  }

  async #transact<Value>(mode: IDBTransactionMode, work: (stores: Stores) => Promise<Value>): Promise<Value> {
    const transaction = this.#database.transaction([UPDATES, ABOUT], mode)
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error ?? new Error('The transaction was aborted.'))
    })
    const stores = {
      transaction,
      updates: transaction.objectStore(UPDATES),
      about: transaction.objectStore(ABOUT),
    }
    const worked = work(stores).catch((error: unknown) => {
      abort(transaction)
      throw error
    })
    const [value] = await Promise.all([worked, done])
    return value
  }
}

interface Stores {
  readonly transaction: IDBTransaction
  readonly updates: IDBObjectStore
  readonly about: IDBObjectStore
}

/** One that has ended already is no matter. */
const abort = (transaction: IDBTransaction): void => {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself.
  }
}

const resultOf = <Value>(request: IDBRequest<Value>): Promise<Value> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const epochIn = async (about: IDBObjectStore): Promise<string | null> => {
  const stored: unknown = await resultOf(about.get(EPOCH_KEY))
  return typeof stored === 'string' && stored !== '' ? stored : null
}

const add = ({ updates }: Stores, update: Uint8Array): IDBRequest<IDBValidKey> =>
  updates.add({ update, checksum: checksumOf(update) })

/** Reads one record. What goes wrong with it is no matter of the others. */
const read = (updates: IDBObjectStore, key: number): Promise<StoredRecord> =>
  new Promise((resolve) => {
    const request = updates.get(key)
    request.onsuccess = () => resolve({ key, value: request.result, ...parse(request.result) })
    request.onerror = (event) => {
      // Else it would abort the transaction.
      event.preventDefault()
      event.stopPropagation()
      resolve({ key, value: undefined, update: null, hasChecksum: true })
    }
  })

const parse = (value: unknown): Pick<StoredRecord, 'update' | 'hasChecksum'> => {
  if (value instanceof Uint8Array) return { update: value, hasChecksum: false }
  const { update, checksum } = (value ?? {}) as { readonly update?: unknown; readonly checksum?: unknown }
  const isWhole = update instanceof Uint8Array && checksumOf(update) === checksum
  return { update: isWhole ? update : null, hasChecksum: true }
}
