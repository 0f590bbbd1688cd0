import { joinChanges, type RawEntry, type StateChange } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { Bucket } from '../base/rate.ts'

/** Changes of presence that a connection may make: a display shows no more of them. */
const RATE = { burst: 120, perSecond: 60 }

/** What a connection says of its own entries, as far as it is taken now. */
export interface Sayings {
  /** Judged together where they came in one frame; one by one where they had to wait. */
  readonly frames: readonly (readonly RawEntry[])[]
  readonly change: StateChange | null
}

/** How fast a connection's presence is taken. What comes too fast waits, and the latest of it is taken in time. */
export class PresenceThrottle {
  readonly #bucket: Bucket
  /** What waits. */
  #entryByClient: Map<number, RawEntry> | null = null
  #change: StateChange | null = null

  constructor(clock: Clock) {
    this.#bucket = new Bucket(clock, RATE)
  }

  /** Whole states: each takes the place of all that was said of it before, `selfClient` also of changes. */
  entries(entries: readonly RawEntry[], selfClient: number | null): Sayings | null {
    if (!this.isWaiting && this.#bucket.take()) return { frames: [entries], change: null }
    this.#entryByClient ??= new Map()
    for (const entry of entries) {
      if (entry.clientId === selfClient) this.#change = null
      // An entry that is named twice means what it says last.
      this.#entryByClient.delete(entry.clientId)
      this.#entryByClient.set(entry.clientId, entry)
    }
    return this.due()
  }

  changes(changes: readonly StateChange[]): Sayings | null {
    const [only] = changes
    if (only !== undefined && changes.length === 1 && !this.isWaiting && this.#bucket.take())
      return { frames: [], change: only }
    for (const next of changes) this.#change = this.#change === null ? next : joinChanges(this.#change, next)
    return this.due()
  }

  /** What waits, where its time has come. */
  due(): Sayings | null {
    if (!this.isWaiting || !this.#bucket.take()) return null
    const frames = [...(this.#entryByClient?.values() ?? [])].map((entry) => [entry])
    const sayings = { frames, change: this.#change }
    this.#entryByClient = null
    this.#change = null
    return sayings
  }

  /** Whether something came too fast. */
  get isWaiting(): boolean {
    return this.#entryByClient !== null || this.#change !== null
  }
}
