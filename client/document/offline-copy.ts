import { clearDocument, IndexeddbPersistence } from 'y-indexeddb'
import type * as Y from 'yjs'
import type { Environment } from '../environment.ts'
import { createValue, type Readable } from '../store.ts'

/** What of a room is kept in this browser. `failed`: nothing can be, and the room works as long as it is online. */
export type OfflineState = 'off' | 'loading' | 'ready' | 'failed'

/** A document's copy in IndexedDB, with the generation of the room that it is of. All tabs of a browser share it. */
export interface Offline {
  readonly state: Readable<OfflineState>
  /** True of the origin of what it brings to the document. */
  isOrigin(origin: unknown): boolean
  /** Settles when the copy is in the document, or will never be; gives its generation. */
  load(): Promise<string | null>
  keep(epoch: string | null): void
  /** Deletes it where it is of this generation; another tab may have taken it further. True where it did. */
  drop(epoch: string | null): Promise<boolean>
  /** What is being written is written. */
  leave(): void
}

/** A copy that takes longer is done without: an IndexedDB that hangs must not keep anybody out of the room. */
const LOAD_MS = 10_000

const EPOCH_KEY = 'epoch'

/** A database that tells whether there can be any. It stays: it is empty, and several tabs may be asking. */
const PROBE = 'homeroom'

export interface OfflineOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'after' | 'indexedDB'>
}

export const createOffline = ({ name, doc, environment }: OfflineOptions): Offline => {
  const state = createValue<OfflineState>('loading')
  let persistence: IndexeddbPersistence | null = null
  let cancelDeadline: (() => void) | null = null
  /** Nothing is read or written any more. */
  let isOver = false
  /** Somebody else has deleted it. */
  let isGone = false

  /** Closes when all that was begun is written; nothing is read after it, also where the database opens only now. */
  const letGo = () => {
    isOver = true
    cancelDeadline?.()
    void persistence?.destroy()
    persistence = null
  }

  const fail = () => {
    if (isOver) return
    letGo()
    state.set('failed')
  }

  /** An edit in a database that is closed would throw at whoever makes it. */
  const watch = (database: IDBDatabase) => {
    database.onversionchange = () => {
      isGone = true
      fail()
    }
    database.onclose = fail
    database.onabort = fail
  }

  const open = async (): Promise<{ readonly epoch: string | null } | null> => {
    if (!(await canOpen(environment.indexedDB)) || isOver) return null
    const opened = new IndexeddbPersistence(name, doc)
    persistence = opened
    await opened.whenSynced
    if (opened.db !== null) watch(opened.db)
    // Read after the content: another tab may be taking the copy into the room as it is now.
    return { epoch: epochOf(await opened.get(EPOCH_KEY)) }
  }

  return {
    state,
    isOrigin: (origin) => origin instanceof IndexeddbPersistence,

    async load() {
      const { promise, resolve } = Promise.withResolvers<null>()
      cancelDeadline = environment.after(LOAD_MS, () => resolve(null))
      // A database that is deleted while it loads rejects.
      const loaded = await Promise.race([open().catch(() => null), promise])
      if (loaded === null) fail()
      else if (!isOver) state.set('ready')
      cancelDeadline()
      return loaded?.epoch ?? null
    },

    keep(epoch) {
      persistence?.set(EPOCH_KEY, epoch ?? '').catch(fail)
    },

    async drop(epoch) {
      const stored = state.get() === 'ready' ? persistence?.get(EPOCH_KEY) : undefined
      letGo()
      if (environment.indexedDB === null || isGone) return false
      if (stored !== undefined && epochOf(await stored) !== epoch) return false
      await clearDocument(name)
      return true
    },

    leave: letGo,
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
