import type { HybridClock } from '../base/clock.ts'
import type { LoweredHandNews, NodeMessage } from '../bus/node-message.ts'
import type { Load } from '../fanout/load.ts'
import type { Outbox } from '../fanout/scheduler.ts'
import type { Room } from '../rooms/room.ts'
import type { OwnEntries } from './own-entries.ts'
import type { OwnUpdates } from './own-updates.ts'

/** Two pictures of a display. Other nodes are told no more often, however fast the sockets here are. */
const TICK_MS = 33

interface LinkOutboxDeps {
  readonly room: Room
  readonly hybridClock: HybridClock
  readonly entries: OwnEntries
  readonly updates: OwnUpdates
  /** Connections of the room on this node. */
  readonly count: () => number
  readonly publish: (message: NodeMessage) => void
  /** There is more of presence than one message bears: it is for the next tick. */
  readonly more: () => void
  /** What is due beside presence and updates, and comes after them. */
  readonly last: () => void
}

/** What happened in a room on this node, on its way to the others: one message of presence a tick, and updates as one. */
export class LinkOutbox implements Outbox {
  flushedAtMs = Number.NEGATIVE_INFINITY
  costMs = 0
  readonly #deps: LinkOutboxDeps
  #clock = 0
  #toldCount = 0

  constructor(deps: LinkOutboxDeps) {
    this.#deps = deps
  }

  get room(): string {
    return this.#deps.room.id
  }

  /** The clock of what is said now: higher than `last`, and than what was said before. */
  stamp(last: number): number {
    const { hybridClock } = this.#deps
    this.#clock = hybridClock.after(Math.max(last, this.#clock))
    // A node that hears it counts on from there, and so does this one.
    hybridClock.heard(this.#clock)
    return this.#clock
  }

  waitMs({ tickMs }: Load): number {
    return Math.max(TICK_MS, tickMs)
  }

  broken(): void {
    this.#deps.room.fail()
  }

  flush(): void {
    const { entries, updates, publish, last, more, count } = this.#deps
    for (const merged of updates.cut()) publish({ kind: 'update', ...merged })
    const { items, clock, handsDown } = entries.cut()
    if (items.length > 0 || count() !== this.#toldCount) {
      this.#toldCount = count()
      publish({ kind: 'presence', clock: this.stamp(clock), count: this.#toldCount, items })
    }
    const hands = handsDown.flatMap((clientId) => this.#lowered(clientId))
    if (hands.length > 0) publish({ kind: 'hands', hands })
    last()
    if (entries.hasNews) more()
  }

  #lowered(clientId: number): readonly LoweredHandNews[] {
    const clock = this.#deps.room.remote.loweredAt(clientId)
    return clock === undefined ? [] : [{ kind: 'lowered', clientId, clock }]
  }
}
