import type { Rules } from '../../shared/index.ts'
import type { Room } from '../rooms/room.ts'

/** Whom to follow, and since which clock: of two orders on two nodes the later counts on both. */
export class FollowOrder {
  readonly #room: Room
  readonly #stamp: (last: number) => number
  #follow: number | null
  /** As the room has it; an order that was heard may wait for the one to be followed. */
  #ruled: number | null
  #isHearing = false
  clock = 0

  constructor(room: Room, stamp: (last: number) => number) {
    this.#room = room
    this.#stamp = stamp
    this.#ruled = room.rules.follow
    this.#follow = this.#ruled
  }

  /** The rules are these; true where that is news for the other nodes. */
  ruled({ follow }: Rules): boolean {
    const before = this.#ruled
    this.#ruled = follow
    if (this.#isHearing || follow === before) return false
    // It ended with the host whom it named: an order that has come meanwhile counts.
    const isEnd = follow === null && before !== null && this.#isGone(before)
    if (isEnd && this.#follow !== before) return false
    this.clock = isEnd ? this.clock + 1 : this.#stamp(this.clock)
    this.#follow = follow
    return true
  }

  /** Whom to follow by the latest order, also where that one is not known here yet. */
  get value(): number | null {
    return this.#follow
  }

  /** What another node says. */
  hear(follow: number | null, clock: number): void {
    const isLater = clock > this.clock || (clock === this.clock && rank(follow) > rank(this.#follow))
    if (!isLater) return
    this.clock = clock
    this.#follow = follow
    this.apply()
  }

  /** Has the room follow, as soon as the one to be followed is there. */
  apply(): void {
    const follow = this.#follow
    if (this.#room.rules.follow === follow || (follow !== null && this.#isGone(follow))) return
    this.#isHearing = true
    try {
      this.#room.moderation.setRules({ follow })
    } finally {
      this.#isHearing = false
    }
  }

  #isGone(clientId: number): boolean {
    return this.#room.presence.get(clientId) === undefined
  }
}

/** Of two orders at once one counts on all nodes: to follow nobody, then the higher clientID. */
const rank = (follow: number | null): number => follow ?? Number.POSITIVE_INFINITY
