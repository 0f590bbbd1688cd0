import * as Y from 'yjs'
import { isSameJson } from '../../shared/index.ts'
import type { Environment } from '../environment.ts'
import type { Part } from '../part.ts'
import { Store } from '../store.ts'
import { OfflineDatabase } from './offline-database.ts'
import { isEmpty, NO_ANSWER, OpenCopy } from './open-copy.ts'
import { Timeouts } from './timeouts.ts'

/**
 * What of a room is kept in this browser.
 *
 * @example
 * ```ts
 * import type { Room } from 'homeroom/client'
 *
 * export const isKept = (room: Room): boolean => room.offline.get().state === 'ready'
 * ```
 */
export type OfflineState =
  /** It was not asked for. */
  | { readonly state: 'off' }
  /** The offline copy is being read. */
  | { readonly state: 'loading' }
  /**
   * It has all that is here, but for what is being written at this moment, of which `copy.isKept()` knows. `damaged` is how many of
   * its records could not be read since the room was joined: they were set aside, and the copy was written anew. What was in them
   * comes from the relay, if it was there.
   */
  | { readonly state: 'ready'; readonly damaged: number }
  /**
   * Nothing can be kept just now, and the room works as long as it is online. `reason` says why, for people. It is tried again
   * by itself, with all that is in the document then; unless there is no IndexedDB here, or somebody has deleted the copy. A
   * write that takes longer than 0.5 s counts, too, until it ends.
   */
  | { readonly state: 'failed'; readonly reason: string }

/** A copy that takes longer is done without for now: an IndexedDB that hangs must not keep anybody out of the room. */
const LOAD_MS = 10_000

/** A later try may take longer: nobody waits for it. */
const RELOAD_MS = 30_000

/** The first try after a failure comes after this or half of it, in ms, the next ones after twice that each time. */
const RETRY_MS = 1_000
const RETRY_CAP_MS = 60_000

export interface OfflineCopyOptions {
  readonly name: string
  readonly doc: Y.Doc
  readonly environment: Pick<Environment, 'after' | 'indexedDB' | 'random' | 'report'>
  /** The epoch of what is here; null where it is of none. */
  readonly epoch: () => string | null
  /** What is stored is of this epoch: true where it may come into the document. */
  readonly accept: (epoch: string | null) => boolean
}

/**
 * A document's copy in IndexedDB, with the epoch of the room that it is of. All tabs of a browser share it. Whatever IndexedDB
 * does, nothing is thrown at an edit: the copy fails, and is tried again.
 */
export class OfflineCopy implements Part {
  readonly state: Store<OfflineState>
  readonly #options: OfflineCopyOptions
  readonly #timeouts: Timeouts
  /** The try that is under way or has succeeded; null after a failure. */
  #try: object | null = null
  #open: OpenCopy | null = null
  /** What happens before the database is open for the first time. */
  #early: Uint8Array[]
  #failures = 0
  #damaged = 0
  /** The room is left, or the copy is dropped. */
  #isOver = false
  /** There is none to come back to. */
  #isGone = false

  constructor(options: OfflineCopyOptions) {
    this.#options = options
    this.state = new Store<OfflineState>({ state: 'loading' }, options.environment.report)
    this.#timeouts = new Timeouts(options.environment)
    this.#early = isEmpty(options.doc) ? [] : [Y.encodeStateAsUpdate(options.doc)]
  }

  /** It has all that is here, at this moment. */
  get isKept(): boolean {
    return this.#open?.isKept === true
  }

  /** Settles when the copy is in the document, or is done without for now. */
  load(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.state.subscribe(() => {
        stop()
        resolve()
      })
      void this.#tryToOpen(LOAD_MS)
    })
  }

  /** The document is of another epoch now. */
  epochChanged(): void {
    this.#open?.epochChanged()
  }

  /** The document has changed. */
  changed(update: Uint8Array, origin: unknown): void {
    if (origin === this) return
    if (this.#open !== null) this.#open.changed(update)
    else if (this.#failures === 0) this.#early.push(update)
  }

  /**
   * Deletes it where it is of this epoch; another tab may have taken it further. True where it did.
   *
   * @throws DOMException or Error (rejects) where it cannot be deleted: the copy has failed then, and is tried again.
   */
  async drop(epoch: string | null): Promise<boolean> {
    const { environment, name } = this.#options
    if (environment.indexedDB === null || this.#isGone || (await this.#isOfAnother(epoch))) {
      this.stop()
      return false
    }
    this.#close()
    try {
      await this.#timeouts.within(LOAD_MS, OfflineDatabase.delete(environment.indexedDB, name), NO_ANSWER)
    } catch (error) {
      this.#fail(error)
      throw error
    }
    this.#isOver = true
    return true
  }

  /** Closes when all that was begun is written; nothing is read after it. Where it opens only now, what is due is written then. */
  stop(): void {
    this.#isOver = true
    this.#timeouts.clear()
    this.#open?.finish()
    this.#open = null
  }

  async #tryToOpen(deadlineMs: number): Promise<void> {
    const { indexedDB } = this.#options.environment
    if (indexedDB === null) {
      this.#isGone = true
      this.#fail('There is no IndexedDB here.')
      return
    }
    const attempt = {}
    this.#try = attempt
    try {
      await this.#timeouts.within(deadlineMs, this.#connect(indexedDB, attempt), NO_ANSWER)
    } catch (error) {
      this.#failAt(attempt, error)
    }
  }

  async #connect(indexedDB: IDBFactory, attempt: object): Promise<void> {
    const database = await OfflineDatabase.open(indexedDB, this.#options.name, {
      onClosed: () => this.#failAt(attempt, 'The browser has closed the database.'),
      onOutdated: (isDeleted) => {
        if (this.#try === attempt) this.#isGone = isDeleted
        this.#failAt(attempt, isDeleted ? 'The copy was deleted.' : 'Another page changes the database.')
      },
    })
    if (this.#try !== attempt) {
      database.close()
      return
    }
    const open = this.#openCopy(database, attempt)
    if (this.#isOver) {
      open.finish()
      return
    }
    this.#open = open
    await open.load(this.#failures > 0)
    if (this.#open !== open) return
    this.#failures = 0
    this.#tell({ state: 'ready', damaged: this.#damaged })
  }

  #openCopy(database: OfflineDatabase, attempt: object): OpenCopy {
    const { doc, environment, epoch, accept } = this.#options
    const due = this.#early
    this.#early = []
    return new OpenCopy({
      database,
      doc,
      environment,
      origin: this,
      due,
      epoch,
      accept,
      onDamaged: (count) => {
        this.#damaged += count
      },
      onSlow: () => this.#tell({ state: 'failed', reason: NO_ANSWER }),
      onKept: () => this.#tell({ state: 'ready', damaged: this.#damaged }),
      onFailed: (error) => this.#failAt(attempt, error),
    })
  }

  /** The stored copy is of another epoch; one that cannot be read is of none. */
  async #isOfAnother(epoch: string | null): Promise<boolean> {
    if (this.#open === null || this.state.get().state === 'loading') return false
    const stored = this.#timeouts.within(LOAD_MS, this.#open.epoch(), NO_ANSWER)
    return (await stored.catch(() => epoch)) !== epoch
  }

  #failAt(attempt: object, error: unknown): void {
    if (this.#try === attempt) this.#fail(error)
  }

  /** Goes on without a copy, and tries again. */
  #fail(error: unknown): void {
    if (this.#isOver) return
    this.#close()
    if (!this.#isGone) {
      const fullMs = Math.min(RETRY_CAP_MS, RETRY_MS * 2 ** Math.min(this.#failures, 16))
      const waitMs = fullMs / 2 + (fullMs / 2) * this.#options.environment.random()
      this.#timeouts.after(waitMs, () => void this.#tryToOpen(RELOAD_MS))
    }
    this.#failures += 1
    this.#tell({ state: 'failed', reason: reasonOf(error) })
  }

  #tell(state: OfflineState): void {
    if (!isSameJson(state, this.state.get())) this.state.set(state)
  }

  #close(): void {
    this.#timeouts.clear()
    this.#try = null
    this.#open?.close()
    this.#open = null
    // The next copy has everything.
    this.#early = []
  }
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`
}
