import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import type { Hub } from '../rooms/hub.ts'
import type { Room } from '../rooms/room.ts'
import { isKeeping, type Store } from '../store/store.ts'
import { isDue, isScheduling, type VersionRule } from './rule.ts'
import { Versions, type VersionsDeps } from './versions.ts'

/** A room whose version could not be made is tried again after so long. */
const RETRY_MS = 60_000

/** So long a relay waits for each of those that come before it: its version may be there by then. */
const WAIT_MS = 20_000

interface Seen {
  /** Of the document, when it was last known to be kept; null where that is not known. */
  readonly documentVersion: number | null
  /** On the wall clock, when its last version was made. */
  readonly lastMs: number
}

export interface ScheduleDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly hub: Pick<Hub, 'rooms'>
  readonly versions: Versions
  readonly rule: VersionRule
  /** How many of the other relays that have the room come before this one. */
  readonly rankOf: (room: RoomId) => number
}

/**
 * Makes versions of open rooms by themselves: where a period has begun since the last one, and something was written. A room that is opened
 * is looked at, too: what was written last time may have no version yet.
 */
class Schedule {
  readonly #deps: ScheduleDeps
  readonly #seenByRoom = new WeakMap<Room, Seen>()
  /** Since when a version is due, on the monotonic clock. */
  readonly #dueSinceMs = new WeakMap<Room, number>()
  #isWorking = false
  #retryAtMs = Number.NEGATIVE_INFINITY

  constructor(deps: ScheduleDeps) {
    this.#deps = deps
  }

  /** Looks for a room whose version is due; one at a time. */
  sweep(): void {
    const { hub, clock } = this.#deps
    if (this.#isWorking || clock.monotonicMs() < this.#retryAtMs) return
    for (const room of hub.rooms()) {
      if (!this.#isDue(room) || !this.#isTurnOf(room)) continue
      this.#dueSinceMs.delete(room)
      this.#isWorking = true
      void this.#keep(room)
        .catch((error: unknown) => this.#failed(room, error))
        .finally(() => {
          this.#isWorking = false
        })
      return
    }
  }

  #isDue(room: Room): boolean {
    const { rule, clock } = this.#deps
    if (!room.hasContent || room.hasFailed) return false
    const seen = this.#seenByRoom.get(room)
    if (seen === undefined) return true
    return room.document.version !== seen.documentVersion && isDue(rule, seen.lastMs, clock.wallMs())
  }

  /** Of the relays that have a room one makes the version; where that one does not, the next one. */
  #isTurnOf(room: Room): boolean {
    const nowMs = this.#deps.clock.monotonicMs()
    const sinceMs = this.#dueSinceMs.get(room) ?? nowMs
    this.#dueSinceMs.set(room, sinceMs)
    return nowMs - sinceMs >= this.#deps.rankOf(room.id) * WAIT_MS
  }

  async #keep(room: Room): Promise<void> {
    const { versions, rule, clock } = this.#deps
    const [last] = await versions.list(room.id)
    if (last !== undefined && !isDue(rule, last.atMs, clock.wallMs())) {
      this.#seenByRoom.set(room, { documentVersion: null, lastMs: last.atMs })
      return
    }
    const documentVersion = room.document.version
    const kept = await versions.keep(room, 'schedule', null)
    if (kept.ok) this.#seenByRoom.set(room, { documentVersion, lastMs: clock.wallMs() })
  }

  #failed({ id }: Room, error: unknown): void {
    const { metrics, log, clock } = this.#deps
    this.#retryAtMs = clock.monotonicMs() + RETRY_MS
    metrics.storeFailures.inc({ operation: 'keep' })
    log.error({ room: id, operation: 'keep', err: error }, 'the store failed')
  }
}

export interface VersionsOfRelay {
  readonly versions: Versions
  /** Null where none are made by themselves. */
  readonly schedule: Schedule | null
}

/** Null where the store keeps none. */
export const createVersions = ({
  store,
  ...deps
}: Omit<VersionsDeps, 'store'> &
  Omit<ScheduleDeps, 'versions'> & { readonly store: Store }): VersionsOfRelay | null => {
  if (!isKeeping(store)) return null
  const versions = new Versions({ ...deps, store })
  return { versions, schedule: isScheduling(deps.rule) ? new Schedule({ ...deps, versions }) : null }
}
