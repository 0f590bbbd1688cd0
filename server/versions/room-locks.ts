import { randomUUID } from 'node:crypto'
import type { RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { withDeadline } from '../base/deadline.ts'
import type { Store } from '../store/store.ts'

/** A lock lasts so long after it was taken or renewed: so long others wait for a relay that has died with it. */
const LOCK_MS = 15_000

/** It is renewed so often, while something is done under it. */
const RENEW_MS = 5_000

/** But no longer than this: what hangs keeps the room from nobody for ever. */
const MOST_MS = 60_000

/** A store that has not answered by then does not answer. */
const ANSWER_MS = 10_000

export interface RoomLocksDeps extends Pick<Context, 'clock' | 'log' | 'metrics'> {
  readonly store: Pick<Store, 'lock' | 'unlock'>
}

/** The lock of a room, while somebody here has it. */
export interface RoomLock {
  /** It was taken or renewed so shortly before that nobody else can have had it since. */
  readonly isLasting: boolean
  /** Renews it, and says whether it is held: for some seconds more, then. */
  holds(): Promise<boolean>
  /** It is renewed no more, and ends by itself where it is not given back. */
  letEnd(): void
  giveBack(): void
}

/** One relay alone has a store without locks. */
const ALONE: RoomLock = {
  isLasting: true,
  holds: async () => true,
  letEnd: () => undefined,
  giveBack: () => undefined,
}

/** Locks of rooms, among all relays that share a store. */
export class RoomLocks {
  readonly #deps: RoomLocksDeps

  constructor(deps: RoomLocksDeps) {
    this.#deps = deps
  }

  /** Null where somebody else has it. Rejects where the store does, or does not answer. */
  async take(room: RoomId): Promise<RoomLock | null> {
    const { store } = this.#deps
    if (store.lock === undefined || store.unlock === undefined) return ALONE
    const lock = new StoredLock(room, this.#deps)
    return (await lock.take()) ? lock : null
  }
}

class StoredLock implements RoomLock {
  readonly #room: RoomId
  readonly #deps: RoomLocksDeps
  /** Each has one of its own: two works of one relay do not share a lock. */
  readonly #holder = randomUUID()
  /** By this relay's clock, from before the store was asked: it never ends earlier in the store. */
  #untilMs = Number.NEGATIVE_INFINITY
  #renewedUntilMs = Number.POSITIVE_INFINITY

  constructor(room: RoomId, deps: RoomLocksDeps) {
    this.#room = room
    this.#deps = deps
  }

  async take(): Promise<boolean> {
    const beganMs = this.#deps.clock.monotonicMs()
    try {
      if (!(await this.#ask())) return false
    } catch (error) {
      this.#failed('lock', error)
      throw error
    }
    this.#renewedUntilMs = beganMs + MOST_MS
    this.#renewLater()
    return true
  }

  get isLasting(): boolean {
    return this.#deps.clock.monotonicMs() < this.#untilMs
  }

  async holds(): Promise<boolean> {
    try {
      // Once it has ended another relay may have had it, and have given it back.
      return this.isLasting && (await this.#ask()) && this.isLasting
    } catch (error) {
      this.#failed('lock', error)
      return false
    }
  }

  letEnd(): void {
    this.#renewedUntilMs = Number.NEGATIVE_INFINITY
  }

  giveBack(): void {
    this.letEnd()
    void this.#unlock()
  }

  /** A store of somebody else may throw, give no promise, or one that never settles. */
  async #unlock(): Promise<void> {
    const { store } = this.#deps
    try {
      const given = Promise.resolve(store.unlock?.(this.#room, this.#holder))
      if ((await withDeadline<unknown>(ANSWER_MS, given, LATE)) === LATE) throw LATE
    } catch (error) {
      this.#failed('unlock', error)
    }
  }

  async #ask(): Promise<boolean> {
    const { clock, store } = this.#deps
    const untilMs = clock.monotonicMs() + LOCK_MS
    const asked = store.lock?.(this.#room, this.#holder, LOCK_MS) ?? Promise.resolve(true)
    const isMine = await withDeadline<unknown>(ANSWER_MS, asked, LATE)
    if (typeof isMine !== 'boolean') throw isMine === LATE ? LATE : new TypeError('lock gave no boolean')
    if (isMine) this.#untilMs = untilMs
    return isMine
  }

  #renewLater(): void {
    this.#deps.clock.after(RENEW_MS, () => {
      if (this.#deps.clock.monotonicMs() >= this.#renewedUntilMs) return
      void this.holds().then((isHeld) => isHeld && this.#renewLater())
    })
  }

  #failed(operation: string, err: unknown): void {
    const { metrics, log } = this.#deps
    metrics.storeFailures.inc({ operation })
    log.error({ room: this.#room, operation, err }, 'the store failed')
  }
}

const LATE = new Error('the store does not answer')
