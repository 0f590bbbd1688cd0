import {
  fault,
  type LeftReason,
  may,
  ok,
  type RawEntry,
  type Result,
  type StateChange,
  writeMessage,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import { PresenceFeed } from '../fanout/presence-feed.ts'
import { PresenceOutbox } from '../fanout/presence-outbox.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import { toFrame } from '../fanout/websocket-frame.ts'
import {
  type AwarenessFault,
  type Change,
  type ChangeFault,
  isMove,
  planChange,
  planChanges,
} from '../presence/presence-plan.ts'
import { PresenceTable, type PresenceTableOptions, type Said } from '../presence/presence-table.ts'
import { createTakeovers } from '../presence/takeovers.ts'
import { LoweredHands } from './lowered-hands.ts'
import type { Member } from './member.ts'

type Saying = Said<Member>

export interface RoomPresenceDeps extends PresenceTableOptions {
  readonly clock: Clock
  readonly metrics: Metrics
  readonly scheduler: Scheduler
}

/** Who is in a room, and what they say of themselves: judged, kept, and told to everyone else. */
export class RoomPresence {
  readonly table: PresenceTable<Member>
  readonly #members: ReadonlySet<Member>
  readonly #claims
  readonly #outbox: PresenceOutbox<Member>
  readonly #lowered: LoweredHands
  readonly #metrics: Metrics

  constructor(room: string, members: ReadonlySet<Member>, deps: RoomPresenceDeps) {
    this.#members = members
    this.#metrics = deps.metrics
    this.table = new PresenceTable<Member>(deps)
    this.#lowered = new LoweredHands(deps.clock)
    this.#claims = createTakeovers<Member, Saying>(deps.clock)
    this.#outbox = new PresenceOutbox<Member>({
      ...deps,
      room,
      feed: new PresenceFeed(this.table, deps.clock),
      isOwn: (clientId, owner, member) => owner === member || this.#claims.isWaiting(clientId, member),
    })
  }

  leave(member: Member, reason: LeftReason): void {
    this.#outbox.leave(member)
    this.#claims.drop(member)
    for (const clientId of member.ownedClients) {
      if (this.table.get(clientId)?.owner === member) this.#release(clientId, reason)
    }
    this.#outbox.request()
  }

  /** Takes an awareness frame: all of it or, at the first fault, nothing. The opening one is answered by everyone. */
  awareness(member: Member, entries: readonly RawEntry[], isOpening: boolean): Result<void, AwarenessFault> {
    const done = this.#take(member, entries, isOpening)
    if (isOpening) this.#outbox.greet(member)
    this.#outbox.request()
    return done
  }

  /** Takes a change of what `member` says of itself. */
  change(member: Member, change: StateChange): Result<void, ChangeFault> {
    const { selfClient } = member
    if (selfClient === null) return fault('no-entry', 'There is no entry of its own to change.')
    const waiting = this.#claims.saying(selfClient, member)
    const entry = this.table.get(selfClient)
    const before = waiting ?? (entry?.owner === member ? entry : null)
    // Somebody else has the entry by now: what is said of it is an echo.
    if (before === null) {
      this.#metrics.echoes.inc()
      return ok(undefined)
    }
    if (before === entry && isMove(change)) {
      if (this.table.move(entry, change)) this.#outbox.changed(selfClient)
    } else {
      const planned = planChange(selfClient, waiting === null ? 'set' : 'contest', before, change)
      if (!planned.ok) return planned
      // It says what is new: a hand that it has not put down is not named.
      if (change.set.hand !== undefined) this.#lowered.known(selfClient)
      this.#apply(member, planned.value)
    }
    this.#outbox.request()
    return ok(undefined)
  }

  /** Whether an entry in a frame of `member` is somebody else's, and says nothing else: told without a look at it. */
  isEcho(member: Member, clientId: number): boolean {
    const holder = this.table.get(clientId)
    const isAnnounced = member.ownedClients.has(clientId) && this.#claims.isOpen(clientId)
    return holder !== undefined && holder.owner !== member && !isAnnounced
  }

  /** Stamps the entries of a member anew, whose identity has changed. */
  restamp(member: Member): void {
    const mayStay = may(member.identity.role, 'present')
    for (const clientId of member.ownedClients) {
      const entry = this.table.get(clientId)
      if (entry?.owner === member && !mayStay) this.#release(clientId, 'left')
      else if (entry?.owner === member) {
        const { isAnnounced, said, heardClock } = entry
        this.#put({ clientId, owner: member, isAnnounced, said, heardClock })
      }
    }
    this.#outbox.request()
  }

  #take(member: Member, entries: readonly RawEntry[], isOpening: boolean): Result<void, AwarenessFault> {
    const isWaiting = (clientId: number) => this.#claims.isWaiting(clientId, member)
    const isContested = this.#claims.isOpen
    const plan = planChanges(this.table, entries, { member, isOpening, isWaiting, isContested })
    if (!plan.ok) return plan
    const { changes, echoes, lost } = plan.value
    this.#metrics.echoes.inc(echoes)
    for (const change of changes) this.#apply(member, change)
    this.#remind(member, lost)
    return ok(undefined)
  }

  #apply(member: Member, change: Change): void {
    const { clientId } = change
    switch (change.kind) {
      case 'set':
        // Whoever takes an entry over is alive: nobody need wait for its old holder any more.
        if (this.table.get(clientId)?.owner !== member) this.#claims.fall(clientId)
        this.#set(this.#saying(member, change))
        break
      case 'remove':
        this.#release(clientId, 'left')
        break
      case 'withdraw':
        this.#claims.withdraw(clientId, member)
        break
      case 'gone':
        member.formerClients.add(clientId)
        break
      case 'contest': {
        const holder = this.table.get(clientId)
        const saying = this.#saying(member, change)
        if (holder !== undefined) this.#claims.open(clientId, member, holder.owner, saying)
        // It said that this is its own: when the holder goes, it may have it.
        member.ownedClients.add(clientId)
        if (saying.isAnnounced) member.selfClient ??= clientId
      }
    }
  }

  #saying(
    owner: Member,
    { clientId, state, clock, isAnnouncement }: Extract<Change, { state: unknown }>,
  ): Saying {
    // What a connection says first is its own, also where it says it late.
    return {
      clientId,
      owner,
      isAnnounced: isAnnouncement || owner.ownedClients.size === 0,
      said: state,
      heardClock: clock,
    }
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
    const entry = this.table.set(saying)
    if (before === undefined) this.#metrics.entries.inc()
    else if (before.owner !== owner && !before.isAnnounced) {
      // Whoever only carried it along has no part in it any more.
      before.owner.ownedClients.delete(clientId)
      before.owner.formerClients.add(clientId)
      // It was its own so far: where entries go by slots, it knows none of it.
      if (before.owner.protocol === 'homeroom.v1' && this.#members.has(before.owner))
        this.#outbox.greet(before.owner)
    }
    owner.formerClients.delete(clientId)
    owner.ownedClients.add(clientId)
    if (saying.isAnnounced) owner.selfClient ??= clientId
    // A new owner is told what it has, also where nobody else sees a change.
    const own = entry ?? (before?.owner === owner ? undefined : this.table.get(clientId))
    if (own !== undefined) owner.confirm(own)
    if (entry !== null) this.#outbox.changed(clientId)
  }

  /** Once its owner has heard of it, or says that the hand is down, it may go up again. */
  #isKeptDown({ clientId, said, heardClock }: Saying): boolean {
    if (said.hand === true && this.#lowered.keepsDown(clientId, heardClock)) return true
    this.#lowered.known(clientId)
    return false
  }

  #tellLowered(clientId: number): void {
    const entry = this.table.get(clientId)
    if (entry !== undefined) entry.owner.lowered(entry)
  }

  /** The end of an entry, or its next owner where somebody waits for it. */
  #release(clientId: number, reason: LeftReason): void {
    const heir = this.#claims.take(clientId)
    if (heir !== null) {
      this.#set(heir.saying)
      return
    }
    const removal = this.table.remove(clientId)
    this.#lowered.left(clientId)
    if (removal === null) return
    this.#metrics.entries.dec()
    this.#outbox.removed(removal, reason)
  }

  #settleClaims(): void {
    this.#claims.sweep((_clientId, _claimant, saying) => {
      this.#set(saying)
      this.#outbox.request()
    })
  }

  /**
   * Tells `member` again of those whom it has taken for gone: a stock client that loses its socket makes the other
   * tabs of its browser forget everyone.
   */
  #remind(member: Member, lost: ReadonlyMap<number, number>): void {
    if (lost.size === 0) return
    if (member.protocol === 'homeroom.v1') {
      this.#outbox.greet(member)
      return
    }
    const encoded = this.table.again(lost)
    if (encoded.length > 0) member.send(toFrame(writeMessage.awareness(encoded)))
  }

  /** Lowers the hands of `clientIds`, or every hand. */
  lowerHands(clientIds: Iterable<number> = [...this.table.values()].map(({ clientId }) => clientId)): void {
    for (const clientId of clientIds) {
      const entry = this.table.get(clientId)
      if (entry?.state.hand !== true) continue
      const { owner, isAnnounced, said, heardClock } = entry
      this.#put({ clientId, owner, isAnnounced, said: { ...said, hand: false }, heardClock })
      this.#lowered.lower(clientId, this.table.get(clientId)?.clock ?? 0)
      this.#tellLowered(clientId)
    }
    this.#outbox.request()
  }

  /** Tells `member` of everyone whom it does not own; again, where it has been told before. */
  greet(member: Member): void {
    this.#outbox.greet(member)
    this.#outbox.request()
  }

  drained(member: Member): void {
    this.#outbox.drained(member)
  }

  sweep(): void {
    this.#settleClaims()
    this.#lowered.sweep()
    this.table.sweep()
    this.#outbox.renew()
  }
}
