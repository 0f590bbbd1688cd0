import { randomUUID } from 'node:crypto'
import { fault, ok, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import { isStoredRoom, readOrders, type Store, type StoredOrders, type StoredRoom } from '../store/store.ts'
import type { DocumentMemory } from './document-memory.ts'
import { Journal, type JournalDeps } from './journal.ts'
import { Room, type RoomDeps } from './room.ts'

/** For so long the store counts as failing after a load that failed: perhaps nobody tries another one. */
const FAILED_MS = 10_000

/** So long the relay works on what is stored of one room, in ms, before the room is set aside. */
const LOAD_WORK_MS = 20_000

export type OpenFault = Extract<RefusalCode, 'store-unavailable' | 'room-set-aside' | 'relay-full'>

export interface RoomLoaderDeps extends JournalDeps, RoomDeps {
  readonly store: Store
  readonly documentMemory: DocumentMemory
}

type LoadedRoom = StoredRoom & { readonly orders: StoredOrders }

/** Makes rooms of what is stored. */
export class RoomLoader {
  readonly #deps: RoomLoaderDeps
  /** Rooms that are not opened again before they are replaced, or the relay is started anew. */
  readonly #setAside = new Set<RoomId>()
  /** When the store failed to load a room; it has loaded none since. */
  #failedAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: RoomLoaderDeps) {
    this.#deps = deps
  }

  /** The store has failed at a load lately, and has loaded nothing since. */
  get isFailing(): boolean {
    return this.#deps.clock.monotonicMs() - this.#failedAtMs < FAILED_MS
  }

  /** What is stored of a room is another document now: it may be loaded. */
  replaced(id: RoomId): void {
    if (this.#setAside.delete(id)) this.#deps.metrics.roomsSetAside.set(this.#setAside.size)
  }

  /** Loads a room; where `abandoned` rejects, nobody waits for the store any more. */
  async load(id: RoomId, abandoned: Promise<never>): Promise<Result<Room, OpenFault>> {
    if (this.#setAside.has(id)) return SET_ASIDE
    const stored = await this.#read(id, abandoned)
    if (stored === null) return UNAVAILABLE
    return (await this.#deps.documentMemory.load(stored.updates, () => this.#build(id, stored))) ?? FULL
  }

  async #read(id: RoomId, abandoned: Promise<never>): Promise<LoadedRoom | null> {
    const { store, clock, metrics, log } = this.#deps
    try {
      const reading = Promise.all([store.load(id), readOrders(store, id)])
      const [stored, orders] = await Promise.race([reading, abandoned])
      if (!isStoredRoom(stored)) throw new TypeError('load gave no stored room')
      this.#failedAtMs = Number.NEGATIVE_INFINITY
      return { ...stored, orders }
    } catch (error) {
      this.#failedAtMs = clock.monotonicMs()
      metrics.storeFailures.inc({ operation: 'load' })
      log.error({ room: id, operation: 'load', err: error }, 'the store failed')
      return null
    }
  }

  /** Makes a room of what is stored: its document is loaded in turns, and nothing else of the relay waits for it. */
  async #build(id: RoomId, stored: LoadedRoom): Promise<Result<Room, OpenFault>> {
    const { metrics, log } = this.#deps
    const { epoch, updates, orders } = stored
    const hasContent = updates.length > 0
    const room = new Room(
      { id, epoch: epoch ?? randomUUID(), isStored: epoch !== null, hasContent, orders },
      this.#deps,
    )
    const loaded = await this.#loadDocument(room, updates)
    if (loaded.ok && room.document.brokenBy === null) {
      this.#openRoom(room, stored, loaded.value)
      return ok(room)
    }
    room.close()
    const { code, message } = loaded.ok ? UNAVAILABLE.fault : loaded.fault
    if (code === 'room-set-aside') {
      this.#setAside.add(id)
      metrics.roomsSetAside.set(this.#setAside.size)
    } else metrics.storeFailures.inc({ operation: 'load' })
    log.error({ room: id, code, reason: message }, 'Yjs cannot make a document of what is stored')
    return fault(code, message)
  }

  /** Gives how many of the records cannot be read. */
  #loadDocument({ id, document }: Room, updates: readonly Uint8Array[]): Promise<Result<number, OpenFault>> {
    return new Promise((resolve) => {
      this.#deps.turns.run(document.load(updates), {
        about: { room: id },
        mostMs: LOAD_WORK_MS,
        done: (loaded) => resolve(loaded.ok ? loaded : fault('room-set-aside', loaded.fault.message)),
        failed: () => resolve(UNAVAILABLE),
        overdrawn: () => resolve(SET_ASIDE),
      })
    })
  }

  #openRoom(room: Room, { updates, lastSeq, quarantined }: StoredRoom, unreadable: number): void {
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
      snapshot: () => document.snapshot(),
      // An unreadable record stays in the store for somebody who can read it: no snapshot takes its place.
      mayCompact: () => unreadable === 0 && document.brokenBy === null,
    }
    room.open(new Journal(options, this.#deps))
    this.#deps.documentMemory.opened(room)
  }
}

const UNAVAILABLE = fault('store-unavailable', 'The room cannot be loaded just now.')
const FULL = fault('relay-full', 'The documents of other rooms take all the memory of the relay.')
const SET_ASIDE = fault('room-set-aside', 'The room takes too long to load.')
