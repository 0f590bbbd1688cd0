import {
  type Claim,
  fault,
  type LeftReason,
  may,
  ok,
  type RawEntry,
  type Result,
  type StateChange,
} from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { LoweredHands } from '../presence/lowered-hands.ts'
import { Ownership } from '../presence/ownership.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceEntry, Removal, Saying } from '../presence/presence-entry.ts'
import {
  type AwarenessFault,
  type Change,
  type ChangeFault,
  isMove,
  planChange,
  planChanges,
} from '../presence/presence-plan.ts'
import { PresenceTable, type PresenceTableOptions } from '../presence/presence-table.ts'
import { Takeovers } from '../presence/takeovers.ts'
import { Claims } from './claims.ts'
import { RemotePresence } from './remote-presence.ts'

export interface RoomPresenceDeps extends PresenceTableOptions, Pick<Context, 'metrics' | 'limits'> {}

/** What the room tells everyone of presence. */
interface PresenceEvents {
  readonly onChanged: (entry: PresenceEntry) => void
  readonly onRemoved: (removal: Removal) => void
  /** All changes that came together have been told. */
  readonly onSettled: () => void
}

/** The presence of a room: it judges the entries of participants, keeps them and tells of them. */
export class RoomPresence {
  readonly table: PresenceTable
  readonly takeovers: Takeovers
  /** The holders of keys. */
  readonly claims: Claims
  /** What other nodes have of it. */
  readonly remote: RemotePresence
  readonly #ownership = new Ownership()
  readonly #lowered: LoweredHands
  readonly #metrics: Context['metrics']
  readonly #events: PresenceEvents

  constructor(events: PresenceEvents, deps: RoomPresenceDeps) {
    this.#events = events
    this.#metrics = deps.metrics
    this.table = new PresenceTable(deps)
    this.claims = new Claims(
      { presence: this.table, setClaims: this.#setClaims.bind(this), settled: events.onSettled },
      deps,
    )
    this.#lowered = new LoweredHands(deps.clock)
    this.takeovers = new Takeovers(deps.clock)
    this.remote = new RemotePresence({
      ...{ table: this.table, takeovers: this.takeovers, ownership: this.#ownership, lowered: this.#lowered },
      ...{ metrics: deps.metrics, ...events, release: this.#release.bind(this) },
      settle: (clientId) => this.claims.settle(clientId),
    })
  }

  owned(participant: Participant): ReadonlySet<number> {
    return this.#ownership.owned(participant)
  }

  /** The clientID that `participant` announced itself by and has; null where it has none. */
  selfOf(participant: Participant): number | null {
    const self = this.#ownership.self(participant)
    return self !== null && this.table.get(self)?.owner === participant ? self : null
  }

  /** The clientID that `participant` announced itself by, also where somebody else has it. */
  announcedBy(participant: Participant): number | null {
    return this.#ownership.self(participant)
  }

  leave(participant: Participant, reason: LeftReason): void {
    this.takeovers.drop(participant)
    for (const clientId of this.#ownership.owned(participant)) {
      if (this.table.get(clientId)?.owner === participant) this.#release(clientId, reason)
    }
    this.#ownership.forget(participant)
    this.#events.onSettled()
  }

  /** Takes an awareness message: all of it or, at the first fault, nothing. The opening one is answered by everyone. */
  awareness(
    participant: Participant,
    entries: readonly RawEntry[],
    isOpening: boolean,
  ): Result<void, AwarenessFault> {
    const done = this.#take(participant, entries, isOpening)
    if (isOpening) participant.tell(OTHERS)
    this.#events.onSettled()
    return done
  }

  /** Takes a change of what `participant` says of itself. */
  change(participant: Participant, change: StateChange): Result<void, ChangeFault> {
    const self = this.#ownership.self(participant)
    if (self === null) return NO_ENTRY
    const waiting = this.takeovers.isEmpty ? null : this.takeovers.saying(self, participant)
    const entry = this.table.get(self)
    if (waiting === null && entry === undefined) return NO_ENTRY
    const before = waiting ?? (entry?.owner === participant ? entry : null)
    // Somebody else has the entry by now: what is said of it is an echo.
    if (before === null) {
      this.#metrics.echoes.inc()
      return ok(undefined)
    }
    if (before === entry && isMove(change)) {
      if (this.table.move(entry, change)) this.#events.onChanged(entry)
    } else {
      const planned = planChange(self, waiting === null ? 'set' : 'contest', before, change)
      if (!planned.ok) return planned
      // It says what is new: a hand that it has not put down is not named.
      if (change.set.hand !== undefined) this.#lowered.known(self)
      this.#apply(participant, planned.value)
    }
    this.#events.onSettled()
    return ok(undefined)
  }

  /** Whether an entry in a message of `participant` is somebody else's, and says nothing else: told without a look at it. */
  isEcho(participant: Participant, clientId: number): boolean {
    const holder = this.table.get(clientId)
    if (holder === undefined || holder.owner === participant) return false
    return !(this.takeovers.isOpen(clientId) && this.#ownership.owned(participant).has(clientId))
  }

  /** Stamps the entries of a participant anew, whose identity has changed. */
  restamp(participant: Participant): void {
    const mayStay = may(participant.identity, 'present')
    for (const clientId of this.#ownership.owned(participant)) {
      const entry = this.table.get(clientId)
      if (entry?.owner === participant && !mayStay) this.#release(clientId, 'left')
      else if (entry?.owner === participant) this.#put(entry)
    }
    this.#events.onSettled()
  }

  /** Lowers the hands of `clientIds`, or every hand. */
  lowerHands(clientIds: Iterable<number> = [...this.table.values()].map(({ clientId }) => clientId)): void {
    for (const clientId of clientIds) {
      const entry = this.table.get(clientId)
      if (entry?.state.hand !== true) continue
      if (entry.owner.source === 'node') {
        entry.owner.tell({ kind: 'lower', clientId })
        continue
      }
      this.#put({ ...entry, said: { ...entry.said, hand: false } })
      this.#lowered.lower(clientId, this.table.get(clientId)?.clock ?? 0)
      this.#tellLowered(clientId)
    }
    this.#events.onSettled()
  }

  sweep(): void {
    this.takeovers.sweep((saying) => this.#set(saying))
    this.#lowered.sweep()
    this.table.sweep()
    this.#events.onSettled()
  }

  #take(
    participant: Participant,
    entries: readonly RawEntry[],
    isOpening: boolean,
  ): Result<void, AwarenessFault> {
    const plan = planChanges(this.table, entries, {
      participant,
      ownership: this.#ownership,
      isOpening,
      isWaiting: (clientId) => this.takeovers.isWaiting(clientId, participant),
      isContested: (clientId) => this.takeovers.isOpen(clientId),
    })
    if (!plan.ok) return plan
    const { changes, echoes, lost } = plan.value
    if (echoes > 0) this.#metrics.echoes.inc(echoes)
    for (const change of changes) this.#apply(participant, change)
    // A stock client that loses its socket makes the other tabs of its browser forget everyone.
    if (lost.size > 0) participant.tell({ kind: 'lost', clockByClient: lost })
    return ok(undefined)
  }

  #apply(participant: Participant, change: Change): void {
    const { clientId } = change
    switch (change.kind) {
      case 'set':
        // A participant that takes an entry over is alive: nobody need wait for its old holder any more.
        if (this.table.get(clientId)?.owner !== participant) this.takeovers.fall(clientId)
        this.#set(this.#saying(participant, change))
        break
      case 'remove':
        this.#release(clientId, 'left')
        break
      case 'withdraw':
        this.takeovers.withdraw(clientId, participant)
        break
      case 'gone':
        this.#ownership.disown(participant, clientId)
        break
      case 'contest':
        this.#contest(this.#saying(participant, change))
    }
  }

  #saying(
    owner: Participant,
    { clientId, state, clock, isAnnouncement }: Extract<Change, { state: unknown }>,
  ): Saying {
    // What a participant says first is its own, also where it says it late.
    const isFirst = this.#ownership.owned(owner).size === 0
    const isAnnounced = isAnnouncement || isFirst || this.#ownership.self(owner) === clientId
    return { clientId, owner, isAnnounced, said: state, heardClock: clock }
  }

  #contest(saying: Saying): void {
    const { clientId, owner, isAnnounced } = saying
    const holder = this.table.get(clientId)
    if (holder !== undefined) this.takeovers.open(holder.owner, saying)
    // It said that this is its own: when the holder goes, it may have it.
    this.#ownership.own(owner, clientId, isAnnounced)
    this.#ownership.lack(owner, clientId)
  }

  #set(saying: Saying): void {
    if (!this.#isKeptDown(saying)) {
      this.#put(saying)
      return
    }
    // Its owner shall take it from the relay: the clock is no longer the owner's.
    this.#put({ ...saying, said: { ...saying.said, hand: false }, heardClock: 0 })
    this.#tellLowered(saying.clientId)
  }

  #put(saying: Saying): void {
    const { clientId, owner } = saying
    const before = this.table.get(clientId)
    // First of all: whatever fails from here on, the entry ends with its owner.
    this.#ownership.own(owner, clientId, saying.isAnnounced)
    const entry = this.table.set(saying)
    if (before === undefined) this.#metrics.entries.inc()
    else if (before.owner !== owner) this.#ownership.passOn(before)
    // A new owner is told what it has, also where nobody else sees a change.
    const own = entry ?? (before?.owner === owner ? undefined : this.table.get(clientId))
    if (own !== undefined) owner.tell({ kind: 'entry', entry: own })
    if (entry !== null) this.#events.onChanged(entry)
    // Also one that comes over from another node, which may not have settled it.
    if (entry === null || (entry.state.claims === before?.state.claims && before?.owner === owner)) return
    this.claims.settle(clientId)
    for (const one of [owner, before?.owner ?? owner]) this.table.tellRight(one, this.#ownership.owned(one))
  }

  #setClaims(clientId: number, claims: ReadonlyMap<string, Claim>): void {
    const entry = this.table.get(clientId)
    if (entry === undefined) return
    // A copy: moves are written into what was said, and that may be the state which others were told of.
    this.#put({ ...entry, said: { ...entry.said }, claims })
  }

  /** Once its owner has heard of it, or says that the hand is down, it may go up again. */
  #isKeptDown({ clientId, said, heardClock }: Saying): boolean {
    if (said.hand === true && this.#lowered.keepsDown(clientId, heardClock)) return true
    this.#lowered.known(clientId)
    return false
  }

  #tellLowered(clientId: number): void {
    const entry = this.table.get(clientId)
    if (entry !== undefined) entry.owner.tell({ kind: 'lowered', entry })
  }

  /** The end of an entry, or its next owner where somebody waits for it. */
  #release(clientId: number, reason: LeftReason): void {
    const heir = this.takeovers.take(clientId)
    if (heir !== null) {
      this.#set(heir)
      return
    }
    const removal = this.table.remove(clientId, reason)
    this.#lowered.left(clientId)
    if (removal === null) return
    this.table.tellRight(removal.owner, this.#ownership.owned(removal.owner))
    this.#metrics.entries.dec()
    this.#events.onRemoved(removal)
    for (const participant of this.#ownership.free(clientId)) participant.tell(ENTRY_FREE)
  }
}

const NO_ENTRY = fault('no-entry', 'There is no entry of its own to change.')
const ENTRY_FREE = { kind: 'entry-free' } as const
const OTHERS = { kind: 'others' } as const
