import { randomUUID } from 'node:crypto'
import { type CloseName, fault, ok, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import type { StoredRoom } from '../store/store.ts'
import { createJournal, type JournalDeps } from './journal.ts'
import type { Member } from './member.ts'
import { Room, type RoomDeps } from './room.ts'

/** Where a room is in its life. One Map holds this and nothing else does. */
type Slot =
  | {
      readonly state: 'loading'
      readonly settled: Promise<Result<Room, 'store-unavailable'>>
      readonly sinceMs: number
      /** Waits for it no more. */
      readonly abandon: () => void
    }
  | { readonly state: 'open'; readonly room: Room }
  | { readonly state: 'closing'; readonly room: Room; readonly settled: Promise<void> }

export interface HubDeps extends JournalDeps, RoomDeps {
  /** How long a room stays in memory with nobody in it, in ms. */
  readonly idleMs: number
  /** True where a room that nobody has written to is not there. */
  readonly mustExist: boolean
}

/** A load that takes longer says that the store fails; later nobody waits for it, and the next one tries again. */
const STALLED_MS = 10_000
const ABANDONED_MS = 30_000

/** For so long the store counts as failing after a load that failed: perhaps nobody tries another one. */
const FAILED_MS = 10_000

type LoadFault = Extract<RefusalCode, 'store-unavailable' | 'room-not-found'>

/** The rooms of a relay and their life cycle. */
export interface Hub {
  /** Has the room in memory when it settles; a moment later it may be gone again. */
  load(id: RoomId): Promise<Result<void, LoadFault>>
  /** Puts `member` into the room, loading it where it must; `entered` is called in the same turn. */
  enter(id: RoomId, member: Member, entered: (room: Room) => void): Promise<Result<void, 'store-unavailable'>>
  /**
   * Gives a room a new generation with `snapshot` in it, or with nothing; whoever is in it is sent away. Gives the new
   * epoch. Rejects as the store does, and then nothing has changed.
   */
  replace(id: RoomId, snapshot: Uint8Array | null): Promise<string>
  /** A room that is in memory. */
  peek(id: RoomId): Room | null
  /** All of those that are open. */
  rooms(): Iterable<Room>
  sweep(): void
  /** Writes everything; true when all of it is in the store. */
  flush(): Promise<boolean>
  readonly isStoreFailing: boolean
  /** Rooms in memory, whatever their state. */
  readonly size: number
}

const sendAway = (room: Room, reason: CloseName): void => {
  for (const member of [...room.members]) member.close(reason)
}

export const createHub = (deps: HubDeps): Hub => {
  const { store, clock, log, metrics, idleMs, mustExist } = deps
  const slotById = new Map<RoomId, Slot>()
  /** When the store failed to load a room; it has loaded none since. */
  let loadFailedAtMs = Number.NEGATIVE_INFINITY

  const setSlot = (id: RoomId, slot: Slot | null) => {
    const before = slotById.get(id)
    if (before !== undefined) metrics.rooms.dec({ state: before.state })
    if (slot === null) slotById.delete(id)
    else {
      metrics.rooms.inc({ state: slot.state })
      slotById.set(id, slot)
    }
  }

  const readStore = async (id: RoomId, abandoned: Promise<never>): Promise<StoredRoom | null> => {
    try {
      const stored = await Promise.race([store.load(id), abandoned])
      loadFailedAtMs = Number.NEGATIVE_INFINITY
      return stored
    } catch (error) {
      loadFailedAtMs = clock.monotonicMs()
      metrics.storeFailures.inc({ operation: 'load' })
      log.error({ room: id, operation: 'load', err: error }, 'the store failed')
      return null
    }
  }

  const buildRoom = (id: RoomId, stored: StoredRoom): Room => {
    const isStored = stored.epoch !== null
    const hasContent = stored.updates.length > 0
    const room = new Room({ id, epoch: stored.epoch ?? randomUUID(), isStored, hasContent }, deps)
    const unreadable = room.document.load(stored.updates)
    if (stored.quarantined + unreadable > 0) {
      metrics.quarantined.inc(stored.quarantined + unreadable)
      log.error({ room: id, quarantined: stored.quarantined, unreadable }, 'damaged records were set aside')
    }
    const { document } = room
    const { lastSeq, updates } = stored
    // An unreadable record stays in the store for whoever can read it: no snapshot takes its place.
    const snapshot = () => (unreadable > 0 || document.brokenBy !== null ? null : document.snapshot())
    const epoch = () => room.epoch
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

  const loadRoom = async (
    id: RoomId,
    abandoned: Promise<never>,
  ): Promise<Result<Room, 'store-unavailable'>> => {
    const stored = await readStore(id, abandoned)
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
        const { promise, reject } = Promise.withResolvers<never>()
        const settled = loadRoom(id, promise)
        const abandon = () => reject(new Error('the store does not answer'))
        setSlot(id, { state: 'loading', settled, sinceMs: clock.monotonicMs(), abandon })
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
    for (const member of [...room.members]) member.close(member === culprit ? 'bad-messages' : 'try-later')
  }

  /** Sends everyone away from a room that is not what the store holds any more, and forgets it. */
  const reset = (id: RoomId, room: Room): void => {
    sendAway(room, 'room-reset')
    room.journal?.discard()
    room.close()
    setSlot(id, null)
  }

  const peek = (id: RoomId): Room | null => {
    const slot = slotById.get(id)
    return slot?.state === 'open' ? slot.room : null
  }

  const openRooms = function* () {
    for (const [id, slot] of slotById) if (slot.state === 'open') yield [id, slot.room] as const
  }

  return {
    async load(id) {
      const opened = await open(id)
      if (!opened.ok) return opened
      const isMissing = mustExist && !opened.value.hasContent
      return isMissing ? fault('room-not-found', 'There is no such room.') : ok(undefined)
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

    async replace(id, snapshot) {
      const epoch = randomUUID()
      await store.replace(id, epoch, snapshot)
      const slot = slotById.get(id)
      // Whoever loads just now may have read what was there before, and whoever unloads may fail at that and stay.
      if (slot !== undefined && slot.state !== 'open') await slot.settled
      const room = peek(id)
      if (room !== null && room.epoch !== epoch) reset(id, room)
      return epoch
    },

    peek,

    *rooms() {
      for (const [, room] of openRooms()) yield room
    },

    sweep() {
      for (const slot of slotById.values())
        if (slot.state === 'loading' && clock.monotonicMs() - slot.sinceMs >= ABANDONED_MS) slot.abandon()
      for (const [id, room] of openRooms()) {
        room.sweep()
        if (room.journal?.isOutdated) {
          reset(id, room)
          continue
        }
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
      const nowMs = clock.monotonicMs()
      const isFailing = (slot: Slot) =>
        slot.state === 'loading' ? nowMs - slot.sinceMs >= STALLED_MS : slot.room.journal?.isFailing === true
      return nowMs - loadFailedAtMs < FAILED_MS || [...slotById.values()].some(isFailing)
    },

    get size() {
      return slotById.size
    },
  }
}
