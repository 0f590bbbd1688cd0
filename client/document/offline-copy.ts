import { clearDocument, IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import type { Environment } from '../environment.ts'
import type { Part } from '../part.ts'
import { type ReadonlyStore, Store } from '../store.ts'

/**
 * What of a room is kept in this browser. `off`: it was not asked for; `loading`: the offline copy is being read; `ready`: it has
 * all that is here; `failed`: there can be none, and the room works as long as it is online.
 */
export type OfflineState = 'off' | 'loading' | 'ready' | 'failed'

/** A copy that takes longer is done without: an IndexedDB that hangs must not keep anybody out of the room. */
const LOAD_MS = 10_000

const EPOCH_KEY = 'epoch'

/** A database that tells whether there can be any. It stays: it is empty, and several tabs may be asking. */
const PROBE = 'homeroom'

export interface OfflineCopyOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'after' | 'indexedDB' | 'report'>
}

/** A document's copy in IndexedDB, with the epoch of the room that it is of. All tabs of a browser share it. */
export class OfflineCopy implements Part {
  readonly #options: OfflineCopyOptions
  readonly #state: Store<OfflineState>
  #persistence: IndexeddbPersistence | null = null
  #cancelDeadline: (() => void) | null = null
  /** Nothing is read or written any more. */
  #isOver = false
  /** Another tab has deleted it. */
  #isGone = false

  constructor(options: OfflineCopyOptions) {
    this.#options = options
    this.#state = new Store<OfflineState>('loading', options.environment.report)
  }

  get state(): ReadonlyStore<OfflineState> {
    return this.#state
  }

  /** True of the origin of what an offline copy brings to the document. */
  isOrigin(origin: unknown): boolean {
    return origin instanceof IndexeddbPersistence
  }

  /** Settles when the copy is in the document, or will never be; gives its epoch. */
  async load(): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<null>()
    this.#cancelDeadline = this.#options.environment.after(LOAD_MS, () => resolve(null))
    // A database that is deleted while it loads rejects.
    const loaded = await Promise.race([this.#open().catch(() => null), promise])
    if (loaded === null) this.#fail()
    else if (!this.#isOver) this.#state.set('ready')
    this.#cancelDeadline()
    return loaded?.epoch ?? null
  }

  keep(epoch: string | null): void {
    this.#persistence?.set(EPOCH_KEY, epoch ?? '').catch(() => this.#fail())
  }

  /** Stores a change that Yjs has not told the database's own listener of. */
  store(update: Uint8Array): void {
    this.#persistence?._storeUpdate(update, null)
  }

  /** Deletes it where it is of this epoch; another tab may have taken it further. True where it did. */
  async drop(epoch: string | null): Promise<boolean> {
    const stored = this.#state.get() === 'ready' ? this.#persistence?.get(EPOCH_KEY) : undefined
    this.stop()
    if (this.#options.environment.indexedDB === null || this.#isGone) return false
    if (stored !== undefined && epochOf(await stored) !== epoch) return false
    await clearDocument(this.#options.name)
    return true
  }

  /** Closes when all that was begun is written; nothing is read after it, also where the database opens only now. */
  stop(): void {
    this.#isOver = true
    this.#cancelDeadline?.()
    void this.#persistence?.destroy()
    this.#persistence = null
  }

  async #open(): Promise<{ readonly epoch: string | null } | null> {
    if (!(await canOpen(this.#options.environment.indexedDB)) || this.#isOver) return null
    const opened = new IndexeddbPersistence(this.#options.name, this.#options.doc)
    this.#persistence = opened
    await opened.whenSynced
    if (opened.db !== null) this.#watch(opened.db)
    // Read after the content: another tab may be taking the copy into the room as it is now.
    return { epoch: epochOf(await opened.get(EPOCH_KEY)) }
  }

  /** An edit in a database that is closed would throw out of the transaction. */
  #watch(database: IDBDatabase): void {
    database.onversionchange = () => {
      this.#isGone = true
      this.#fail()
    }
    database.onclose = () => this.#fail()
    database.onabort = () => this.#fail()
  }

  #fail(): void {
    if (this.#isOver) return
    this.stop()
    this.#state.set('failed')
  }
}

const epochOf = (stored: unknown): string | null =>
  typeof stored === 'string' && stored !== '' ? stored : null

/** Asked first, since y-indexeddb leaves a rejection that nobody handles where there is no IndexedDB. */
const canOpen = (factory: IDBFactory | null): Promise<boolean> =>
  new Promise((resolve) => {
    if (factory === null) {
      resolve(false)
      return
    }
    try {
      const request = factory.open(PROBE)
      request.onsuccess = () => {
        request.result.close()
        resolve(true)
      }
      request.onerror = (event) => {
        event.preventDefault()
        resolve(false)
      }
    } catch {
      // A page without an origin, or one that may store nothing: a SecurityError.
      resolve(false)
    }
  })
