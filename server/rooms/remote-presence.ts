import type { LeftReason } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'

import type { KeptPlace } from '../presence/kept-hands.ts'
import type { LoweredHands } from '../presence/lowered-hands.ts'
import type { Ownership } from '../presence/ownership.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry } from '../presence/presence-entry.ts'
import type { HeardEntry, PresenceTable } from '../presence/presence-table.ts'
import type { Takeovers } from '../presence/takeovers.ts'

interface RemotePresenceDeps extends Pick<Context, 'metrics'> {
  readonly table: PresenceTable
  readonly takeovers: Takeovers
  readonly ownership: Ownership
  readonly lowered: LoweredHands
  readonly onChanged: (entry: PresenceEntry) => void
  readonly onSettled: () => void
  /** An entry may have other keys. */
  readonly settle: (clientId: number) => void
  readonly release: (clientId: number, reason: LeftReason) => void
}

/** A hand that a host has lowered, and the clock of its entry since. */
export interface LoweredHand {
  readonly clientId: number
  readonly clock: number
}

/** The presence of a room as far as other nodes have it: their entries are seen here as those of this node, and are not this node's. */
export class RemotePresence {
  readonly #deps: RemotePresenceDeps
  /** Connections that the room has on other nodes, as these say. */
  connections = 0

  constructor(deps: RemotePresenceDeps) {
    this.#deps = deps
  }

  /** Takes an entry that another node has. Whether it is that node's, its caller has found out. */
  hear(heard: HeardEntry): void {
    const { table, ownership, takeovers, lowered, metrics, onChanged, settle } = this.#deps
    const { clientId, owner, isAnnounced, state } = heard
    const before = table.get(clientId)
    ownership.own(owner, clientId, isAnnounced)
    const entry = table.hear(heard)
    // Its owner has heard that it was lowered.
    if (state.hand === true) lowered.known(clientId)
    if (before === undefined) metrics.entries.inc()
    else if (before.owner !== owner) {
      ownership.passOn(before)
      takeovers.fall(clientId)
    }
    onChanged(entry)
    if (entry.state.claims !== before?.state.claims) settle(clientId)
  }

  /** An entry has ended on its node. */
  end(clientId: number, owner: Participant, reason: LeftReason): void {
    const { table, release } = this.#deps
    if (table.get(clientId)?.owner === owner) release(clientId, reason)
  }

  /** Somebody on another node has no entry any more. */
  forget(owner: Participant): void {
    this.#deps.ownership.forget(owner)
  }

  /** All that came together has been taken. */
  settle(): void {
    this.#deps.onSettled()
  }

  /** The clock of an entry of this node whose hand a host has lowered; undefined where its owner knows. */
  loweredAt(clientId: number): number | undefined {
    return this.#deps.lowered.clockOf(clientId)
  }

  /** What is kept of hands here, for a node that is new in the room. */
  hands(): { readonly places: readonly KeptPlace[]; readonly lowered: readonly LoweredHand[] } {
    const { table, lowered } = this.#deps
    return {
      places: table.keptPlaces(),
      lowered: lowered.clocks().map(([clientId, clock]) => ({ clientId, clock })),
    }
  }

  /** Another node keeps a place. */
  keep(place: KeptPlace): void {
    this.#deps.table.keep(place)
  }

  /** Another node has lowered a hand. */
  lowered({ clientId, clock }: LoweredHand): void {
    const { table, lowered } = this.#deps
    const entry = table.get(clientId)
    // Up again by now, or of another life.
    if (entry?.state.hand === true) return
    lowered.lower(clientId, clock)
    if (entry === undefined) lowered.left(clientId)
  }
}
