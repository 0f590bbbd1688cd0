import type { RoomId } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'

/** A room that is still on several nodes after so many tries of a node is behind a proxy that does not keep rooms together. */
const MOST_TRIES = 3

const FORGOTTEN_AFTER_MS = 24 * 60 * 60 * 1000
const MOST_ROOMS = 100_000

/** How often this node has sent the people of each room to the others, since the nodes were last others. */
export class HealingTries {
  readonly #clock: Pick<Clock, 'monotonicMs'>
  #triesByRoom: ExpiringMap<RoomId, number>
  #nodes = 1

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock
    this.#triesByRoom = new ExpiringMap(clock, { most: MOST_ROOMS })
  }

  of(room: RoomId): number {
    return this.#triesByRoom.get(room) ?? 0
  }

  /** What a node does whose turn it is: one more try, or it gives the room up, once. */
  next(room: RoomId): 'begun' | 'given-up' | 'none' {
    const tries = this.of(room)
    if (tries > MOST_TRIES) return 'none'
    this.#triesByRoom.set(room, tries + 1, FORGOTTEN_AFTER_MS)
    return tries < MOST_TRIES ? 'begun' : 'given-up'
  }

  /** Where a node has come or gone, the proxy sends rooms to other nodes: what was tried before says nothing any more. */
  sweep(nodes: number): void {
    this.#triesByRoom.sweep()
    if (nodes === this.#nodes) return
    this.#nodes = nodes
    this.#triesByRoom = new ExpiringMap(this.#clock, { most: MOST_ROOMS })
  }
}
