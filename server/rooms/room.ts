import {
  type CloseName,
  type LeftReason,
  type Offer,
  ok,
  type RawEntry,
  RENEW_MS,
  type Result,
  type RoomId,
  writeFrame,
  writeSessionFrame,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Metrics } from '../base/metrics.ts'
import { type Contested, createClaims } from '../presence/claims.ts'
import { type AwarenessFault, type Change, planChanges } from '../presence/presence-plan.ts'
import {
  type Encoded,
  type Owner,
  type PresenceEntry,
  PresenceTable,
  type PresenceTableOptions,
  type Said,
} from '../presence/presence-table.ts'
import { createDocument, type Document, type UpdateFault } from './document.ts'
import type { Journal } from './journal.ts'

/** Whoever is in a room: a connection. */
export interface Member extends Owner, Contested {
  /** ClientIDs that it has owned, or announced itself by. */
  readonly ownedClients: Set<number>
  /** ClientIDs of others that it only carried along or told the end of. */
  readonly formerClients: Set<number>
  /** False until it has announced itself: what it would hear before could be its own record. */
  readonly hearsPresence: boolean
  readonly wire: Offer['wire']
  send(frame: Uint8Array): void
  /** Its own entry is taken, as everyone sees it. */
  confirm(entry: PresenceEntry): void
  close(reason: CloseName): void
}

type Saying = Said<Member>

export interface RoomDeps extends PresenceTableOptions {
  readonly clock: Clock
  readonly metrics: Metrics
}

/** One room in memory: a document, a presence table, and who is in it. */
export class Room {
  readonly id: RoomId
  readonly epoch: string
  readonly document: Document
  readonly presence: PresenceTable<Member>
  readonly members = new Set<Member>()
  /** When the last member left, on the monotonic clock. */
  emptySinceMs: number
  readonly #claims
  readonly #clock: Clock
  readonly #metrics: Metrics
  #journal: Journal | null = null

  constructor(id: RoomId, epoch: string, deps: RoomDeps) {
    this.id = id
    this.epoch = epoch
    this.#clock = deps.clock
    this.#metrics = deps.metrics
    this.presence = new PresenceTable<Member>(deps)
    this.#claims = createClaims<Member, Saying>(deps.clock)
    this.document = createDocument({
      onUpdate: (update, origin) => this.#onUpdate(update, origin),
      onWaiting: (update) => this.#journal?.append(update),
    })
    this.emptySinceMs = deps.clock.monotonicMs()
  }

  /** From now on, updates go to the store: set once the room is loaded. */
  startJournal(journal: Journal): void {
    this.#journal = journal
  }

  get journal(): Journal | null {
    return this.#journal
  }

  enter(member: Member): void {
    this.members.add(member)
  }

  /** `reason` says whether it went of its own will or was lost. */
  leave(member: Member, reason: LeftReason): void {
    if (!this.members.delete(member)) return
    this.#claims.drop(member)
    const changed: Encoded<Member>[] = []
    for (const clientId of member.ownedClients) {
      if (this.presence.get(clientId)?.owner === member) changed.push(...this.#release(clientId))
    }
    this.#announce(changed, reason)
    if (this.members.size === 0) this.emptySinceMs = this.#clock.monotonicMs()
  }

  update(member: Member, update: Uint8Array): Result<void, UpdateFault> {
    return this.document.apply(update, member)
  }

  /** Takes an awareness frame: all of it or, at the first fault, nothing. */
  awareness(member: Member, entries: readonly RawEntry[], isOpening: boolean): Result<void, AwarenessFault> {
    const isWaiting = (clientId: number) => this.#claims.isWaiting(clientId, member)
    const plan = planChanges(this.presence, entries, { member, isOpening, isWaiting })
    if (!plan.ok) return plan
    const { changes, echoes, lost } = plan.value
    this.#metrics.echoes.inc(echoes)
    this.#announce(
      changes.flatMap((change) => this.#apply(member, change)),
      'left',
    )
    this.#remind(member, lost)
    return ok(undefined)
  }

  /** Stamps the entries of a member anew, whose identity has changed. */
  restamp(member: Member): void {
    const own = [...member.ownedClients].flatMap((clientId) => {
      const entry = this.presence.get(clientId)
      return entry?.owner === member ? [entry] : []
    })
    this.#announce(own.flatMap((entry) => this.#set({ ...entry, clock: entry.heardClock })))
  }

  /** Everyone whom `member` does not own, in one frame; null where there is nobody. */
  snapshotFor(member: Member): Uint8Array | null {
    return this.#frameOf(this.#othersThan(member))
  }

  /**
   * The snapshot for somebody who has just come, with new clocks: a client that comes back has forgotten everyone,
   * and yet remembers their clocks, and takes nothing that is not newer.
   */
  greetingFor(member: Member): Uint8Array | null {
    const others = this.#othersThan(member)
    for (const entry of others) this.presence.refresh(entry)
    return this.#frameOf(others)
  }

  sweep(): void {
    this.#settleClaims()
    this.presence.sweep()
    this.#journal?.sweep()
    // Stock receivers drop an entry that they do not hear of for 30 s, so the relay speaks for the quiet ones.
    this.#announce(this.presence.renew(RENEW_MS))
  }

  close(): void {
    this.document.close()
  }

  #apply(member: Member, change: Change): Encoded<Member>[] {
    const { clientId } = change
    switch (change.kind) {
      case 'set':
        // Whoever takes an entry over is alive: nobody need wait for its old holder any more.
        if (this.presence.get(clientId)?.owner !== member) this.#claims.fall(clientId)
        return this.#set(this.#saying(member, change))
      case 'remove':
        return this.#release(clientId)
      case 'withdraw':
        this.#claims.withdraw(clientId, member)
        return []
      case 'gone':
        member.formerClients.add(clientId)
        return []
      case 'contest': {
        const holder = this.presence.get(clientId)
        if (holder !== undefined)
          this.#claims.open(clientId, member, holder.owner, this.#saying(member, change))
        // It said that this is its own: when the holder goes, it may have it.
        member.ownedClients.add(clientId)
        return []
      }
    }
  }

  #saying(owner: Member, { clientId, state, clock, isClaim }: Extract<Change, { state: unknown }>): Saying {
    // What a connection says first is its own, also where it says it late.
    return { clientId, owner, isClaimed: isClaim || owner.ownedClients.size === 0, state, clock }
  }

  #set(saying: Saying): Encoded<Member>[] {
    const { clientId, owner } = saying
    const before = this.presence.get(clientId)
    const entry = this.presence.set(saying)
    if (before === undefined) this.#metrics.entries.inc()
    else if (before.owner !== owner && !before.isClaimed) {
      // Whoever only carried it along has no part in it any more.
      before.owner.ownedClients.delete(clientId)
      before.owner.formerClients.add(clientId)
    }
    owner.formerClients.delete(clientId)
    owner.ownedClients.add(clientId)
    // A new owner is told what it has, also where nobody else sees a change.
    const own = entry ?? (before?.owner === owner ? undefined : this.presence.get(clientId))
    if (own !== undefined) owner.confirm(own)
    return entry === null ? [] : [entry]
  }

  /** The end of an entry, or its next owner where somebody waits for it. */
  #release(clientId: number): Encoded<Member>[] {
    const heir = this.#claims.take(clientId)
    if (heir !== null) return this.#set(heir.saying)
    const removal = this.presence.remove(clientId)
    if (removal === null) return []
    this.#metrics.entries.dec()
    return [removal]
  }

  #settleClaims(): void {
    this.#claims.sweep((_clientId, _claimant, saying) => this.#announce(this.#set(saying)))
  }

  /**
   * Tells `member` again of those whom it has taken for gone: a stock client that loses its socket makes the other
   * tabs of its browser forget everyone.
   */
  #remind(member: Member, lost: ReadonlyMap<number, number>): void {
    const entries: PresenceEntry<Member>[] = []
    for (const [clientId, clock] of lost) {
      const entry = this.presence.get(clientId)
      if (entry === undefined) continue
      // A stock client takes nothing that is not newer than what it remembers.
      if (clock === entry.clock) this.presence.refresh(entry)
      entries.push(entry)
    }
    const frame = this.#frameOf(entries)
    if (frame !== null) member.send(frame)
  }

  #othersThan(member: Member): PresenceEntry<Member>[] {
    return [...this.presence.values()].filter((entry) => !this.#isOwn(entry, member))
  }

  #frameOf(entries: readonly Encoded<Member>[]): Uint8Array | null {
    return entries.length === 0 ? null : writeFrame.awareness(entries.map(({ encoded }) => encoded))
  }

  /** Never a member's own record of before: a stock client would take it for its present state. */
  #isOwn({ clientId, owner }: Encoded<Member>, member: Member): boolean {
    return owner === member || this.#claims.isWaiting(clientId, member)
  }

  /** Tells everyone but their owners, in a frame that is made once; of removals also why, where that is understood. */
  #announce(changed: readonly Encoded<Member>[], reason?: LeftReason): void {
    const all = this.#frameOf(changed)
    if (all === null) return
    const why = reason === undefined ? null : this.#leftFrame(changed, reason)
    for (const member of this.members) {
      if (!member.hearsPresence) continue
      if (why !== null && member.wire === 'homeroom.v1') member.send(why)
      const others = changed.filter((entry) => !this.#isOwn(entry, member))
      const frame = others.length === changed.length ? all : this.#frameOf(others)
      if (frame !== null) member.send(frame)
    }
  }

  #leftFrame(changed: readonly Encoded<Member>[], reason: LeftReason): Uint8Array | null {
    const gone = changed.map(({ clientId }) => clientId).filter((clientId) => !this.presence.get(clientId))
    return gone.length === 0 ? null : writeSessionFrame.left(reason, gone)
  }

  #broadcast(frame: Uint8Array, source: unknown): void {
    for (const member of this.members) if (member !== source) member.send(frame)
  }

  #onUpdate(update: Uint8Array, origin: unknown): void {
    // While the room loads there is no journal: what comes from the store is not written again.
    if (this.#journal === null) return
    this.#journal.append(update)
    this.#broadcast(writeFrame.update(update), origin)
  }
}
