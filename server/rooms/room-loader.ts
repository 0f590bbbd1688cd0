import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import type { Work } from '../base/turns.ts'
import type { Document } from '../document/document.ts'
import { isStoredRoom, type Store, type StoredRoom } from '../store/store.ts'
import type { DocumentMemory } from './document-memory.ts'
import { storeFirst } from './first-content.ts'
import type { HostCode } from './host-code.ts'
import { Journal, type JournalDeps } from './journal.ts'
import { Room } from './room.ts'
import type { Adoption } from './room-epoch.ts'
import type { RoomDeps } from './room-options.ts'

/** For so long the store counts as failing after a load that failed: perhaps nobody tries another one. */
const FAILED_MS = 10_000

/** A store that takes longer to read a room fails; later nobody waits for it, and the next load tries again. */
const STALLED_MS = 10_000
const ABANDONED_MS = 30_000

/** So long the relay works on what is stored of one room, in ms, before the room is set aside. */
export const LOAD_WORK_MS = 20_000

export type OpenFault = Extract<RefusalCode, 'store-unavailable' | 'room-set-aside' | 'relay-full'>

export interface RoomLoaderDeps extends JournalDeps, RoomDeps {
  readonly store: Store
  readonly documentMemory: DocumentMemory
  readonly hostCode: HostCode
  /** Whether other relays may write to the room of which nothing else tells. */
  readonly looks: (room: Room) => boolean
}

/** A room that the store is asked for. */
interface Reading {
  readonly sinceMs: number
  /** Waits for the store no more. */
  readonly abandon: () => void
}

/** Why a room is not opened, and since when. */
export interface SetAside {
  readonly reason: string
  readonly sinceMs: number
}

/** Makes rooms of what is stored. */
export class RoomLoader {
  readonly #deps: RoomLoaderDeps
  /** Rooms that are not opened again before they are replaced, somebody says so, or the relay is started anew. */
  readonly #setAside = new Map<RoomId, SetAside>()
  readonly #readings = new Set<Reading>()
  /** When the store failed to load a room; it has loaded none since. */
  #failedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: RoomLoaderDeps) {
    this.#deps = deps
  }

  /** The store does not answer, or has failed at a load lately and has loaded nothing since. What the relay makes of it takes no part. */
  get isFailing(): boolean {
    const nowMs = this.#deps.clock.monotonicMs()
    const isStalled = [...this.#readings].some(({ sinceMs }) => nowMs - sinceMs >= STALLED_MS)
    return isStalled || nowMs - this.#failedAtMs < FAILED_MS
  }

  get setAside(): ReadonlyMap<RoomId, SetAside> {
    return this.#setAside
  }

  sweep(): void {
    const nowMs = this.#deps.clock.monotonicMs()
    for (const { sinceMs, abandon } of this.#readings) if (nowMs - sinceMs >= ABANDONED_MS) abandon()
  }

  /** What is stored of a room may be another document now: it is loaded once more. */
  takeBack(id: RoomId): void {
    if (this.#setAside.delete(id)) this.#deps.metrics.roomsSetAside.set(this.#setAside.size)
  }

  async load(id: RoomId): Promise<Result<Room, OpenFault>> {
    const setAside = this.#setAside.get(id)
    if (setAside !== undefined) return fault('room-set-aside', setAside.reason)
    const found = await this.#read(id)
    if (found === null) return UNAVAILABLE
    const filled = found.isNew ? await this.#fill(id, found) : ok(found)
    if (!filled.ok) return filled
    const { value: stored } = filled
    return (await this.#deps.documentMemory.load(stored.updates, () => this.#build(id, stored))) ?? FULL
  }

  /** Puts into a new room what the host has for it, and gives what the store has then. */
  async #fill(id: RoomId, found: StoredRoom): Promise<Result<StoredRoom, OpenFault>> {
    const content = await this.#deps.hostCode.contentOf(id)
    if (!content.ok) return content
    const { value: first } = content
    if (first === null) return ok(found)
    const { store } = this.#deps
    const isPut = await this.#asked(id, 'append', () => storeFirst(store, id, first).then(() => true))
    const filled = isPut && (await this.#read(id))
    return filled ? ok(filled) : UNAVAILABLE
  }

  /** Has the store take the epoch of a copy; false where it does not, or fails. */
  async adopt(id: RoomId, { from, to }: Adoption): Promise<boolean> {
    return (await this.#asked(id, 'adopt', () => this.#deps.store.adopt(id, from, to))) === true
  }

  #read(id: RoomId): Promise<StoredRoom | null> {
    const { store } = this.#deps
    return this.#asked(id, 'load', async () => {
      const stored: unknown = await store.open(id)
      if (!isStoredRoom(stored)) throw new TypeError('open gave no stored room')
      return stored
    })
  }

  /** What the store does; null where it fails, or does not answer. */
  async #asked<Value>(
    id: RoomId,
    operation: 'load' | 'append' | 'adopt',
    ask: () => Promise<Value>,
  ): Promise<Value | null> {
    const { clock, metrics, log } = this.#deps
    const { promise: abandoned, reject } = Promise.withResolvers<never>()
    const abandon = () => reject(new Error('the store does not answer'))
    const reading = { sinceMs: clock.monotonicMs(), abandon }
    this.#readings.add(reading)
    try {
      const answered = await Promise.race([ask(), abandoned])
      this.#failedAtMs = Number.NEGATIVE_INFINITY
      return answered
    } catch (error) {
      this.#failedAtMs = clock.monotonicMs()
      metrics.storeFailures.inc({ operation })
      log.error({ room: id, operation, err: error }, 'the store failed')
      return null
    } finally {
      this.#readings.delete(reading)
    }
  }

  /** Makes a room of what is stored: its document is loaded in turns, and nothing else of the relay waits for it. */
  async #build(id: RoomId, stored: StoredRoom): Promise<Result<Room, OpenFault>> {
    const { metrics, log } = this.#deps
    const { epoch, updates, isNew } = stored
    const hasContent = updates.length > 0
    const room = new Room({ id, epoch, isStored: !isNew, hasContent, policy: stored }, this.#deps)
    const loaded = await this.#loadDocument(room, updates)
    if (loaded.ok && room.document.brokenBy === null) {
      this.#openRoom(room, stored, loaded.value)
      return ok(room)
    }
    room.close()
    const { code, message } = loaded.ok ? UNAVAILABLE.fault : loaded.fault
    if (code === 'room-set-aside') {
      this.#setAside.set(id, { reason: message, sinceMs: this.#deps.clock.wallMs() })
      metrics.roomsSetAside.set(this.#setAside.size)
    } else metrics.storeFailures.inc({ operation: 'load' })
    log.error({ room: id, code, reason: message }, 'Yjs cannot make a document of what is stored')
    return fault(code, message)
  }

  #loadDocument({ id, document }: Room, updates: readonly Uint8Array[]): Promise<Result<Loaded, OpenFault>> {
    return new Promise((resolve) => {
      this.#deps.turns.run(loadWhole(document, updates), {
        about: { room: id },
        mostMs: LOAD_WORK_MS,
        done: resolve,
        failed: () => resolve(UNAVAILABLE),
        overdrawn: () => resolve(SET_ASIDE),
      })
    })
  }

  #openRoom(room: Room, { updates, lastSeq, quarantined }: StoredRoom, { unreadable, bytes }: Loaded): void {
    const { metrics, log } = this.#deps
    const { id, document } = room
    if (quarantined + unreadable > 0) {
      metrics.quarantined.inc(quarantined + unreadable)
      log.error({ room: id, quarantined, unreadable }, 'damaged records were set aside')
    }
    const options = {
      room: id,
      epoch: () => room.epoch,
      lastSeq,
      records: updates.length,
      bytes: updates.reduce((sum, { length }) => sum + length, 0),
      snapshot: () => document.parts(),
      // An unreadable record stays in the store for somebody who can read it: no snapshot takes its place.
      onWritten: () => room.tellWritten(),
      merge: (later: readonly Uint8Array[]) => room.merge(later),
      onPolicyVersion: (version: number) => room.moderation.orders.look(version),
      looks: () => room.isOfStore && room.isWanted && this.#deps.looks(room),
      mayCompact: () => unreadable === 0 && document.brokenBy === null,
    }
    room.open(new Journal(options, this.#deps))
    this.#deps.documentMemory.opened(room, bytes)
  }
}

/** A document that was loaded: how many records cannot be read, and how much memory it takes. */
interface Loaded {
  readonly unreadable: number
  readonly bytes: number
}

function* loadWhole(
  document: Document,
  updates: readonly Uint8Array[],
): Work<Result<Loaded, 'room-set-aside'>> {
  const loaded = yield* document.load(updates)
  if (!loaded.ok) return fault('room-set-aside', loaded.fault.message)
  return ok({ unreadable: loaded.value, bytes: yield* document.weigh() })
}

const UNAVAILABLE = fault('store-unavailable', 'The room cannot be loaded just now.')
const FULL = fault('relay-full', 'The documents of other rooms take all the memory of the relay.')
const SET_ASIDE = fault('room-set-aside', 'The room takes too long to load.')
