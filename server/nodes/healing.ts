// Brings the people of a room that several nodes have together on one of them, where a proxy has one node for each room.
import type { Clock } from '../base/clock.ts'
import type { Participant } from '../presence/participant.ts'
import type { Room } from '../rooms/room.ts'
import type { HealingTries } from './healing-tries.ts'
import type { NodeMetrics } from './node-metrics.ts'
import type { StoredSide } from './stored-side.ts'

/** Between the turns of two nodes, in ms: by then those who were sent away are back, wherever the proxy has sent them. */
const TURN_MS = 10_000

/** A room with more people is meant to be on several nodes. */
const MOST_PEOPLE = 400

/** So many are sent away in one sweep, so that they do not all join at once. */
const PEOPLE_PER_SWEEP = 20

interface HealingDeps {
  /** This node's own id. */
  readonly node: string
  readonly room: Room
  readonly stored: StoredSide
  readonly clock: Pick<Clock, 'monotonicMs'>
  readonly tries: HealingTries
  readonly nodeMetrics: NodeMetrics
}

/**
 * Tells the people of this node to come again: the node with the fewest people first. Where they come back to it, it was the proxy's choice,
 * and the turn is the next node's.
 */
export class Healing {
  readonly #deps: HealingDeps
  /** The nodes with people, those with fewer first. */
  #order: readonly string[] = []
  #sinceMs = 0
  /** How far the journal had come at the last sweep. */
  #appended = 0
  #leaving: Participant[] = []

  constructor(deps: HealingDeps) {
    this.#deps = deps
  }

  /** `peopleByNode`: the connections of the room on each node, this one included. */
  sweep(peopleByNode: ReadonlyMap<string, number>): void {
    this.#sendSome()
    const { node, room, stored, clock, tries } = this.#deps
    const isStored = stored.stored >= this.#appended
    this.#appended = stored.appended
    if (this.#isAnother(orderOf(peopleByNode))) {
      this.#sinceMs = clock.monotonicMs()
      return
    }
    const rank = this.#order.indexOf(node)
    const isSpread = rank >= 0 && this.#order.length > 1
    if (!isSpread || !isStored || sum(peopleByNode.values()) > MOST_PEOPLE) return
    // No two nodes with different ranks wait equally long, however often each has tried.
    const turn = 1 + rank + this.#order.length * tries.of(room.id)
    if (clock.monotonicMs() >= this.#sinceMs + turn * TURN_MS) this.#try()
  }

  #try(): void {
    const { room, clock, tries, nodeMetrics } = this.#deps
    const next = tries.next(room.id)
    if (next === 'none') return
    nodeMetrics.healings.inc({ state: next })
    this.#sinceMs = clock.monotonicMs()
    if (next === 'begun') this.#leaving = [...room.participants].filter(({ source }) => source === 'client')
  }

  #sendSome(): void {
    const { participants } = this.#deps.room
    for (const participant of this.#leaving.splice(0, PEOPLE_PER_SWEEP))
      if (participants.has(participant)) participant.close('room-elsewhere')
  }

  #isAnother(order: readonly string[]): boolean {
    const isSame = order.length === this.#order.length && order.every((id, at) => id === this.#order[at])
    this.#order = order
    return !isSame
  }
}

/** Every node comes to the same order: by people, then by id. */
const orderOf = (peopleByNode: ReadonlyMap<string, number>): readonly string[] =>
  [...peopleByNode]
    .filter(([, people]) => people > 0)
    .sort(([one, few], [other, many]) => few - many || (one < other ? -1 : 1))
    .map(([id]) => id)

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, number) => total + number, 0)
