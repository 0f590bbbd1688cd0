import { joinChanges, type RawEntry, type StateChange } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { Bucket, unlessFull } from '../base/rate.ts'

/** Changes of presence that a connection may make: a display shows no more of them. */
const RATE = { burst: 120, perSecond: 60 }

/** The latest of what came too fast. */
export interface Held {
  /** One of each client: they came in different messages, and are judged one by one. */
  readonly entries: readonly RawEntry[]
  readonly change: StateChange | null
}

/** How fast the presence of a connection is taken. What comes too fast waits, and the latest of it is taken in time. */
export class PresenceThrottle {
  readonly #clock: Clock
  /** Null where nothing has come of late. */
  #bucket: Bucket | null = null
  #entryByClient: Map<number, RawEntry> | null = null
  #change: StateChange | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether something came too fast, and waits. */
  get isWaiting(): boolean {
    return this.#entryByClient !== null || this.#change !== null
  }

  /** True where what comes now is taken at once. */
  passes(): boolean {
    return !this.isWaiting && this.#take()
  }

  /** Whole states wait: each takes the place of all that was said of it before, `selfClient` also of changes. */
  holdEntries(entries: readonly RawEntry[], selfClient: number | null): void {
    this.#entryByClient ??= new Map()
    for (const entry of entries) {
      if (entry.clientId === selfClient) this.#change = null
      // An entry that is named twice means what it says last.
      this.#entryByClient.delete(entry.clientId)
      this.#entryByClient.set(entry.clientId, entry)
    }
  }

  holdChanges(changes: readonly StateChange[]): void {
    for (const next of changes) this.#change = this.#change === null ? next : joinChanges(this.#change, next)
  }

  /** What waits, where its time has come. */
  due(): Held | null {
    if (!this.isWaiting || !this.#take()) return null
    const held = { entries: [...(this.#entryByClient?.values() ?? [])], change: this.#change }
    this.#entryByClient = null
    this.#change = null
    return held
  }

  sweep(): void {
    this.#bucket = unlessFull(this.#bucket)
  }

  #take(): boolean {
    this.#bucket ??= new Bucket(this.#clock, RATE)
    return this.#bucket.take()
  }
}
