import { SPARING_PER_SECOND, type Watch } from '../../shared/index.ts'
import type { Removal } from '../presence/presence-entry.ts'
import { PresenceFeed } from './presence-feed.ts'
import { PresenceOutbox, type PresenceOutboxOptions } from './presence-outbox.ts'
import type { Receiver } from './receiver.ts'

interface Lane {
  readonly feed: PresenceFeed
  readonly outbox: PresenceOutbox
}

/**
 * Presence of a room on its way to two kinds of receivers: those who are told with each tick, and those who asked to be told less
 * often. Each kind has a feed of its own, so that both are told changes alone, encoded once for all of a kind.
 */
export class PresenceLanes {
  readonly #options: PresenceOutboxOptions
  readonly #usual: Lane
  /** Null where nobody asked. */
  #sparing: Lane | null = null
  readonly #spared = new Set<Receiver>()

  constructor(options: PresenceOutboxOptions) {
    this.#options = options
    this.#usual = laneOf(options, 0)
  }

  changed(clientId: number): void {
    this.#usual.feed.changed(clientId)
    this.#sparing?.feed.changed(clientId)
  }

  removed(removal: Removal): void {
    this.#usual.feed.removed(removal)
    this.#sparing?.feed.removed(removal)
  }

  /** All changes that came together have been told. */
  settled(): void {
    this.#each(({ feed, outbox }) => feed.hasNews && outbox.request())
  }

  /** Tells `receiver` of everyone, and from then on of what changes. */
  greet(receiver: Receiver): void {
    const { outbox } = this.#laneOf(receiver)
    outbox.greet(receiver)
    outbox.request()
  }

  /** Tells `receiver` again of entries that it has forgotten, with newer clocks than it remembers. */
  remind(receiver: Receiver, clockByClient: ReadonlyMap<number, number>): void {
    this.#laneOf(receiver).outbox.remind(receiver, clockByClient)
  }

  leave(receiver: Receiver): void {
    this.#each(({ outbox }) => outbox.leave(receiver))
    if (this.#spared.delete(receiver) && this.#spared.size === 0) this.#sparing = null
  }

  /** The socket of `receiver` takes more again. */
  drained(receiver: Receiver): void {
    this.#each(({ outbox }) => outbox.drained(receiver))
  }

  /** Changes did not come here: everyone is told what the difference is. */
  missed(): void {
    this.#each(({ outbox }) => outbox.missed())
  }

  /** What `receiver` asks for, in case the room is a crowd. */
  watch(receiver: Receiver, watch: Watch): void {
    this.#laneOf(receiver).outbox.watch(receiver, watch)
  }

  /** When the quiet entries are due to be told again, on the monotonic clock. */
  get renewAtMs(): number {
    return Math.min(this.#usual.feed.renewAtMs, this.#sparing?.feed.renewAtMs ?? Number.POSITIVE_INFINITY)
  }

  /** A sweep decides how long the room is a crowd, and who takes turns. */
  get isCrowd(): boolean {
    return this.#usual.outbox.isCrowd || this.#sparing?.outbox.isCrowd === true
  }

  sweep(): void {
    this.#each(({ outbox }) => outbox.sweep())
  }

  #laneOf(receiver: Receiver): Lane {
    if (receiver.isSparing !== true) return this.#usual
    this.#spared.add(receiver)
    if (this.#sparing === null) {
      this.#sparing = laneOf(this.#options, 1000 / SPARING_PER_SECOND)
      this.#sparing.feed.missed()
    }
    return this.#sparing
  }

  #each(work: (lane: Lane) => unknown): void {
    work(this.#usual)
    if (this.#sparing !== null) work(this.#sparing)
  }
}

const laneOf = (options: PresenceOutboxOptions, leastMs: number): Lane => {
  const feed = new PresenceFeed(options.table, options.clock)
  return { feed, outbox: new PresenceOutbox(feed, leastMs, options) }
}
