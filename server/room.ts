import {
  type JsonObject,
  ok,
  type RawEntry,
  RENEW_MS,
  type Result,
  type RoomId,
  writeFrame,
} from '../shared/index.ts'
import { type Contested, createClaims } from './claims.ts'
import type { Clock } from './clock.ts'
import { createDocument, type Document, type UpdateFault } from './document.ts'
import type { Journal } from './journal.ts'
import type { Metrics } from './metrics.ts'
import { type AwarenessFault, type Change, planChanges } from './presence-plan.ts'
import { type Owner, type PresenceEntry, PresenceTable, type PresenceTableOptions } from './presence-table.ts'

/** Whoever is in a room: a connection. */
export interface Member extends Owner, Contested {
  /** ClientIDs that it has owned. */
  readonly ownedClients: Set<number>
  send(frame: Uint8Array): void
}

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
    this.#claims = createClaims<Member>(deps.clock)
    this.document = createDocument((update, origin) => this.#onUpdate(update, origin))
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

  leave(member: Member): void {
    if (!this.members.delete(member)) return
    this.#claims.drop(member)
    const removals: Uint8Array[] = []
    for (const clientId of member.ownedClients) {
      if (this.presence.get(clientId)?.owner !== member) continue
      const removal = this.#remove(clientId)
      if (removal !== null) removals.push(removal)
    }
    this.#announce(removals, member)
    // Whoever waited for this one's entry need not wait for the sweep.
    this.#settleClaims()
    if (this.members.size === 0) this.emptySinceMs = this.#clock.monotonicMs()
  }

  update(member: Member, update: Uint8Array): Result<void, UpdateFault> {
    return this.document.apply(update, member)
  }

  /** Takes an awareness frame: all of it or, at the first fault, nothing. */
  awareness(member: Member, entries: readonly RawEntry[], isOpening: boolean): Result<void, AwarenessFault> {
    const plan = planChanges(this.presence, entries, { member, isOpening })
    if (!plan.ok) return plan
    this.#metrics.echoes.inc(plan.value.echoes)
    const changed: Uint8Array[] = []
    for (const change of plan.value.changes) {
      const encoded = this.#apply(member, change)
      if (encoded !== null) changed.push(encoded)
    }
    this.#announce(changed, member)
    return ok(undefined)
  }

  /** Everyone whom `member` does not own, in one frame; null where there is nobody. */
  snapshotFor(member: Member): Uint8Array | null {
    const others: Uint8Array[] = []
    for (const entry of this.presence.values()) {
      // Never the joiner's own record of before: a stock client would take it for its present state.
      const isOwn = entry.owner === member || this.#claims.isWaiting(entry.clientId, member)
      if (!isOwn) others.push(entry.encoded)
    }
    return others.length === 0 ? null : writeFrame.awareness(others)
  }

  sweep(): void {
    this.#settleClaims()
    this.presence.sweep()
    this.#journal?.sweep()
    this.#renew()
  }

  close(): void {
    this.document.close()
  }

  #apply(member: Member, change: Change): Uint8Array | null {
    const { clientId } = change
    switch (change.kind) {
      case 'set':
        return this.#set(clientId, member, change.isClaim, change.state)
      case 'remove':
        return this.#remove(clientId)
      case 'contest': {
        const holder = this.presence.get(clientId)
        if (holder !== undefined) this.#claims.open(clientId, member, holder.owner, change.state)
        return null
      }
    }
  }

  #remove(clientId: number): Uint8Array | null {
    const removal = this.presence.remove(clientId)
    if (removal !== null) this.#metrics.entries.dec()
    return removal
  }

  #set(clientId: number, member: Member, isClaim: boolean, state: JsonObject): Uint8Array | null {
    const size = this.presence.size
    const entry = this.presence.set(clientId, member, isClaim, state)
    this.#metrics.entries.inc(this.presence.size - size)
    member.ownedClients.add(clientId)
    return entry?.encoded ?? null
  }

  #settleClaims(): void {
    this.#claims.sweep((clientId, claimant, state) => {
      const encoded = this.#set(clientId, claimant, true, state)
      if (encoded !== null) this.#announce([encoded], claimant)
    })
  }

  /** Stock receivers drop an entry that they do not hear of for 30 s, so the relay speaks for the quiet ones. */
  #renew(): void {
    const dueMs = this.#clock.monotonicMs() - RENEW_MS
    const due: PresenceEntry<Member>[] = []
    for (const entry of this.presence.values()) if (entry.sentAtMs <= dueMs) due.push(entry)
    if (due.length === 0) return
    for (const entry of due) this.presence.renew(entry)
    const all = writeFrame.awareness(due.map((entry) => entry.encoded))
    const owners = new Set(due.map((entry) => entry.owner))
    for (const member of this.members) {
      if (!owners.has(member)) member.send(all)
      else if (owners.size > 1) {
        member.send(
          writeFrame.awareness(due.filter(({ owner }) => owner !== member).map((entry) => entry.encoded)),
        )
      }
    }
  }

  #announce(encoded: readonly Uint8Array[], source: Member): void {
    if (encoded.length > 0) this.#broadcast(writeFrame.awareness(encoded), source)
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
