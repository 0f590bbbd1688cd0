import { randomUUID } from 'node:crypto'
import { fault, ok, type Result, type RoomId } from '../../shared/index.ts'
import type { StoredRoom } from '../store/store.ts'
import { createJournal, type JournalDeps } from './journal.ts'
import type { Member } from './member.ts'
import { Room, type RoomDeps } from './room.ts'

/** Where a room is in its life. One Map holds this and nothing else does. */
type Slot =
  | { readonly state: 'loading'; readonly settled: Promise<Result<Room, 'store-unavailable'>> }
  | { readonly state: 'open'; readonly room: Room }
  | { readonly state: 'closing'; readonly room: Room; readonly settled: Promise<void> }

export interface HubDeps extends JournalDeps, RoomDeps {
  /** How long a room stays in memory with nobody in it, in ms. */
  readonly idleMs: number
}

/** The rooms of a relay and their life cycle. */
export interface Hub {
  /** Has the room in memory when it settles; a moment later it may be gone again. */
  load(id: RoomId): Promise<Result<void, 'store-unavailable'>>
  /** Puts `member` into the room, loading it where it must; `entered` is called in the same turn. */
  enter(id: RoomId, member: Member, entered: (room: Room) => void): Promise<Result<void, 'store-unavailable'>>
  /** A room that is in memory. */
  peek(id: RoomId): Room | null
  sweep(): void
  /** Writes everything; true when all of it is in the store. */
  flush(): Promise<boolean>
  readonly isStoreFailing: boolean
  /** Rooms in memory, whatever their state. */
  readonly size: number
}

export const createHub = (deps: HubDeps): Hub => {
  const { store, clock, log, metrics, idleMs } = deps
  const slotById = new Map<RoomId, Slot>()

  const setSlot = (id: RoomId, slot: Slot | null) => {
    const before = slotById.get(id)
    if (before !== undefined) metrics.rooms.dec({ state: before.state })
    if (slot === null) slotById.delete(id)
    else {
      metrics.rooms.inc({ state: slot.state })
      slotById.set(id, slot)
    }
  }

  const readStore = async (id: RoomId): Promise<StoredRoom | null> => {
    try {
      return await store.load(id)
    } catch (error) {
      metrics.storeFailures.inc({ operation: 'load' })
      log.error({ room: id, operation: 'load', err: error }, 'the store failed')
      return null
    }
  }

  const buildRoom = (id: RoomId, stored: StoredRoom): Room => {
    const room = new Room(id, stored.epoch ?? randomUUID(), deps)
    const unreadable = room.document.load(stored.updates)
    if (stored.quarantined + unreadable > 0) {
      metrics.quarantined.inc(stored.quarantined + unreadable)
      log.error({ room: id, quarantined: stored.quarantined, unreadable }, 'damaged records were set aside')
    }
    const { epoch, document } = room
    const { lastSeq, updates } = stored
    // An unreadable record stays in the store for whoever can read it: no snapshot takes its place.
    const snapshot = () => (unreadable > 0 || document.brokenBy !== null ? null : document.snapshot())
    room.startJournal(createJournal({ room: id, epoch, lastSeq, records: updates.length, snapshot }, deps))
    return room
  }

  const tryToBuild = (id: RoomId, stored: StoredRoom): Room | null => {
    try {
      return buildRoom(id, stored)
    } catch (error) {
      metrics.storeFailures.inc({ operation: 'load' })
      log.error({ room: id, err: error }, 'Yjs cannot make a document of what is stored')
      return null
    }
  }

  const loadRoom = async (id: RoomId): Promise<Result<Room, 'store-unavailable'>> => {
    const stored = await readStore(id)
    const room = stored === null ? null : tryToBuild(id, stored)
    if (room === null) {
      setSlot(id, null)
      return fault('store-unavailable', 'The room cannot be loaded just now.')
    }
    setSlot(id, { state: 'open', room })
    return ok(room)
  }

  /** The open room, after whatever must settle before; a load that fails is told to all who wait for it. */
  const open = async (id: RoomId): Promise<Result<Room, 'store-unavailable'>> => {
    for (;;) {
      const slot = slotById.get(id)
      if (slot === undefined) {
        const settled = loadRoom(id)
        setSlot(id, { state: 'loading', settled })
        return settled
      }
      if (slot.state === 'open') return ok(slot.room)
      if (slot.state === 'loading') return slot.settled
      await slot.settled
    }
  }

  /** Writes what is left and lets the room go; where the store fails it stays, so that nothing is lost. */
  const unload = async (id: RoomId, room: Room): Promise<void> => {
    const isWritten = (await room.journal?.flush()) ?? true
    if (isWritten) await room.journal?.compact()
    if (!isWritten) {
      room.emptySinceMs = clock.monotonicMs()
      setSlot(id, { state: 'open', room })
      return
    }
    room.close()
    setSlot(id, null)
  }

  /** Sends everyone away, for the room to be loaded again as it was before; whoever broke it stays out. */
  const evict = (id: RoomId, room: Room, culprit: unknown): void => {
    log.error({ room: id }, 'an update broke the document of a room; it will be loaded again')
    for (const member of room.members) member.close(member === culprit ? 'bad-frames' : 'try-later')
  }

  const openRooms = function* () {
    for (const [id, slot] of slotById) if (slot.state === 'open') yield [id, slot.room] as const
  }

  return {
    async load(id) {
      const opened = await open(id)
      return opened.ok ? ok(undefined) : opened
    },

    async enter(id, member, entered) {
      for (;;) {
        const opened = await open(id)
        if (!opened.ok) return opened
        const slot = slotById.get(id)
        // Between the end of a load and this turn the room may have begun to close.
        if (slot?.state !== 'open' || slot.room !== opened.value) continue
        slot.room.enter(member)
        entered(slot.room)
        return ok(undefined)
      }
    },

    peek(id) {
      const slot = slotById.get(id)
      return slot?.state === 'open' ? slot.room : null
    },

    sweep() {
      for (const [id, room] of openRooms()) {
        room.sweep()
        const { brokenBy } = room.document
        if (brokenBy !== null) evict(id, room, brokenBy.origin)
        const isIdle = room.members.size === 0 && clock.monotonicMs() - room.emptySinceMs >= idleMs
        if (isIdle || brokenBy !== null) setSlot(id, { state: 'closing', room, settled: unload(id, room) })
      }
    },

    async flush() {
      const flushed = [...slotById.values()].map(async (slot) => {
        if (slot.state === 'loading') return true
        return (await slot.room.journal?.flush()) ?? true
      })
      return (await Promise.all(flushed)).every(Boolean)
    },

    get isStoreFailing() {
      for (const slot of slotById.values()) {
        if (slot.state !== 'loading' && slot.room.journal?.isFailing === true) return true
      }
      return false
    },

    get size() {
      return slotById.size
    },
  }
}
