import { fault, type Identity, ok, type Result, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { withDeadline } from '../base/deadline.ts'
import { inTurns } from '../base/in-turns.ts'
import type { Turns, Work } from '../base/turns.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { wholeSnapshot } from '../rooms/whole-snapshot.ts'
import type { KeepingStore, Store } from '../store/store.ts'
import { applyRestore, type RestoreFault, restoreOf } from './apply-restore.ts'
import { differenceAsJson } from './difference.ts'
import { type RoomLock, RoomLocks } from './room-locks.ts'
import { outdatedBy, staysUntilDeleted, type VersionRule } from './rule.ts'
import { NOT_YET, Serial, type Whose } from './serial.ts'
import { digestOf, type NewVersion, StoredVersions, type VersionInfo } from './stored-versions.ts'

export interface VersionsDeps extends Pick<Context, 'clock' | 'limits' | 'log' | 'metrics'> {
  readonly hub: Hub
  readonly store: KeepingStore & Pick<Store, 'lock' | 'unlock'>
  readonly turns: Turns
  readonly rule: VersionRule
  /** One is in the store. */
  readonly onCreated: (room: RoomId, version: VersionInfo) => void
}

/** Of those that stay until they are deleted, a room has so many. */
const MOST_STAYING = 100

/** One is made, compared or restored at a time, since each takes memory for a document or two; so many wait. */
const MOST_WAITING = 32

/** Of one room, and of one person in all rooms, no more: many questions leave places to others. */
const MOST_OF_ONE = 8

/** A store that does not answer for one room keeps the versions of no other one waiting for longer. */
const LATE_MS = 60_000

/** A store that has not taken what was restored by then may take it later. */
const STORE_MS = 10_000

/** So long the lock of a room is waited for: longer than a relay that has died leaves it. */
const LOCKED_MS = 20_000

/** Why nothing is done, in the words of the HTTP API. */
export type VersionFault =
  | RestoreFault
  | ('not-found' | 'not-acceptable' | 'precondition-failed' | 'store-unavailable')

type Found<Value> = Promise<Result<Value, VersionFault>>

/** The name of the share of places that something takes; null for what nobody asks for, and for code of the server. */
type Asker = string | null

/** What is said of a version that is made by hand. */
interface ByHand {
  readonly name: string | null
  readonly by: string | null
}

/** What was restored. */
interface Restored {
  /** The version of what was there before; null where the room had that content already. */
  readonly before: VersionInfo | null
}

/** The versions of rooms: states of their documents that are kept. Rejects where the store does. */
export class Versions {
  readonly #deps: VersionsDeps
  readonly #stored: StoredVersions
  readonly #locks: RoomLocks
  readonly #serial = new Serial({ most: MOST_WAITING, mostOfOne: MOST_OF_ONE, lateMs: LATE_MS })

  constructor(deps: VersionsDeps) {
    this.#deps = deps
    this.#stored = new StoredVersions(deps.store)
    this.#locks = new RoomLocks(deps)
  }

  /** The latest first. */
  list(room: RoomId): Promise<readonly VersionInfo[]> {
    return this.#stored.list(room)
  }

  /** Keeps what is in the room now, until it is deleted. */
  async create(room: Room, made: ByHand, asker: Asker): Found<VersionInfo> {
    return this.#inTurn({ key: room.id, asker }, async () => {
      const staying = (await this.list(room.id)).filter(staysUntilDeleted).length
      return staying >= MOST_STAYING ? TOO_MANY : ok(await this.#make(room, { cause: 'hand', ...made }))
    })
  }

  /** Keeps what is in a room before all of it is replaced, or by the schedule, where its last version is another one. */
  async keep(room: Room, cause: 'import' | 'schedule', asker: Asker): Found<VersionInfo> {
    return this.#inTurn({ key: room.id, asker }, async () =>
      ok(await this.#makeUnlessKept(room, { cause, name: null, by: null })),
    )
  }

  /** A version and its document, as an update. */
  async read(room: RoomId, id: string): Found<{ readonly info: VersionInfo; readonly update: Uint8Array }> {
    const info = await this.#stored.find(room, id)
    if (info === null) return NOT_FOUND
    const update = await this.#stored.read(room, info)
    return update === null ? DAMAGED : ok({ info, update })
  }

  /** One that has no name any more goes by the rule, unless it was made by hand. */
  async rename(room: RoomId, id: string, name: string | null, asker: Asker): Found<VersionInfo> {
    return this.#inTurn({ key: room, asker }, async () => {
      const versions = await this.list(room)
      const info = versions.find((version) => version.id === id)
      if (info === undefined) return NOT_FOUND
      const others = versions.filter((version) => version.id !== id && staysUntilDeleted(version)).length
      if (others >= MOST_STAYING && name !== null) return TOO_MANY
      const renamed = await this.#stored.rename(room, info, name)
      return renamed === null ? NOT_FOUND : ok(renamed)
    })
  }

  async remove(room: RoomId, id: string): Found<undefined> {
    const info = await this.#stored.find(room, id)
    if (info === null) return NOT_FOUND
    await this.#stored.remove(room, info)
    return ok(undefined)
  }

  /** What was added and taken away from a version to another one, or to what is in the room: `Change`s, as JSON. */
  async difference(room: Room, id: string, to: string | null, asker: Asker): Found<Uint8Array> {
    return this.#inTurn({ key: room.id, asker }, async () => {
      const before = await this.read(room.id, id)
      if (!before.ok) return before
      const after = to === null ? null : await this.read(room.id, to)
      if (after?.ok === false) return after
      const live = after?.value.update ?? (await wholeSnapshot(room, this.#deps.turns))
      return this.#shallow(room, differenceAsJson(before.value.update, live))
    })
  }

  /**
   * Gives a room the content of a version, by an edit of `by`; what was there before is a version, too. Relays that share a store do it one
   * after the other: each begins with what those before it have stored.
   */
  async restore(room: Room, id: string, by: Identity, asker: Asker): Found<Restored> {
    const { clock } = this.#deps
    const untilMs = clock.monotonicMs() + LOCKED_MS
    return this.#inTurn<Restored>({ key: room.id, asker }, async () => {
      // Before the version is read: one that waits would read all of it with each try.
      const lock = await this.#locks.take(room.id).catch(() => 'failed' as const)
      if (lock === 'failed') return NOT_TAKEN
      if (lock === null) return clock.monotonicMs() < untilMs ? NOT_YET : LOCKED
      const done = this.#restoreUnder(lock, room, id, by)
      // What is done but not stored others would not see: then the lock is left to end by itself, unless it is stored before.
      done.then(
        (restored) => {
          if (restored !== NOT_STORED) return lock.giveBack()
          lock.letEnd()
          void room.journal?.whenStored(room.journal.appended).then((isStored) => isStored && lock.giveBack())
        },
        () => lock.giveBack(),
      )
      return done
    })
  }

  /** Settles when nothing is being made. */
  idle(): Promise<void> {
    return this.#serial.idle()
  }

  async #inTurn<Value>(
    whose: Whose,
    work: () => Promise<Result<Value, VersionFault> | typeof NOT_YET>,
  ): Found<Value> {
    return (await this.#serial.run(whose, work, LATE)) ?? BUSY
  }

  async #restoreUnder(lock: RoomLock, room: Room, id: string, by: Identity): Found<Restored> {
    const { journal } = room
    const wanted = await this.read(room.id, id)
    if (!wanted.ok) return wanted
    if (journal !== null && !(await withDeadline(STORE_MS, journal.look(true), false))) return NOT_READ
    const made = await restoreOf(room, wanted.value.update, this.#deps)
    if (!made.ok) return made
    if (made.value === null) return ok({ before: null })
    const before = await this.#makeUnlessKept(room, { cause: 'restore', name: null, by: by.id })
    if (!(await lock.holds())) return LOCK_LOST
    const applied = await applyRestore(room, made.value, by, this.#deps)
    if (!applied.ok) return applied
    this.#deps.log.info({ room: room.id, version: id, by: by.id }, 'a version was restored')
    const isStored = await withDeadline(STORE_MS, journal?.flush() ?? Promise.resolve(true), false)
    if (!isStored) return NOT_STORED
    // This process stood still, or the store took it late.
    return lock.isLasting ? ok({ before }) : STORED_LATE
  }

  async #makeUnlessKept(room: Room, version: Made): Promise<VersionInfo> {
    const [last] = await this.list(room.id)
    return this.#make(room, version, last)
  }

  /** Makes a version of what is in the room, unless that is what `last` has. */
  async #make(room: Room, version: Made, last: VersionInfo | null = null): Promise<VersionInfo> {
    const { turns, clock } = this.#deps
    const { id, epoch } = room
    const update = await wholeSnapshot(room, turns)
    const digest = await inTurns(turns, digestOf(update), { room: id })
    if (last !== null && last.digest === digest) return last
    const info = await this.#stored.write(id, update, { ...version, epoch, digest, atMs: clock.wallMs() })
    // Its room was deleted meanwhile: nobody asked for more of it.
    if (room.journal?.isOutdated === true) await this.#stored.remove(id, info)
    else this.#deps.onCreated(id, info)
    await this.#prune(id)
    return info
  }

  async #prune(room: RoomId): Promise<void> {
    const outdated = outdatedBy(this.#deps.rule, await this.list(room))
    for (const version of outdated) await this.#stored.remove(room, version)
  }

  async #shallow<Value>({ id }: Room, work: Work<Value>): Found<Value> {
    try {
      return ok(await inTurns(this.#deps.turns, work, { room: id }))
    } catch (error) {
      // What is nested too deep is read by recursion.
      if (error instanceof RangeError) return TOO_DEEP
      throw error
    }
  }
}

type Made = Pick<NewVersion, 'cause' | 'name' | 'by'>

const NOT_FOUND = fault('not-found', 'The room has no such version.')
const DAMAGED = fault('not-found', 'The version is damaged: not all of it is in the store.')
const TOO_DEEP = fault('not-acceptable', 'The document is nested too deep to be compared.')
const BUSY = fault('busy', 'Too many versions are being made just now.')
const LATE = fault(
  'store-unavailable',
  'It takes too long, and may be done later: the store does not answer.',
)
const LOCKED = fault('busy', 'A version of this room is being restored just now. Try again in some seconds.')
const NOT_TAKEN = fault(
  'store-unavailable',
  'Nothing is changed: the store does not give the lock of the room. Try again in some seconds.',
)
const NOT_READ = fault(
  'store-unavailable',
  'Nothing is changed: the store does not say what was written to the room. Try again in some seconds.',
)
const LOCK_LOST = fault(
  'store-unavailable',
  'Nothing is changed: the lock of the room was lost meanwhile. Try again in some seconds.',
)
const NOT_STORED = fault('store-unavailable', 'It is done, but not stored: it may end with the relay.')
const STORED_LATE = fault(
  'store-unavailable',
  'It is done, but it was stored so late that another relay may have restored the room before: what is there twice goes by restoring once more.',
)
const TOO_MANY = fault(
  'precondition-failed',
  `The room has as many versions that stay as it may: ${MOST_STAYING}. Delete one first.`,
)
