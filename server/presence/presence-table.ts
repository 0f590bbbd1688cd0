import {
  changeBetween,
  clamp,
  cleanState,
  encodeEntry,
  type JsonObject,
  type Space,
} from '../../shared/index.ts'
import type { Clock, HybridClock } from '../base/clock.ts'
import { createKeptHands } from './kept-hands.ts'
import { type Owner, PresenceEntry, type Removal } from './presence-entry.ts'

/** What an owner says of an entry. */
export interface Said<By extends Owner> {
  readonly clientId: number
  readonly owner: By
  readonly isAnnounced: boolean
  readonly said: JsonObject
  /** The clock that its owner has for it. */
  readonly heardClock: number
}

/** Somebody who has just left. Echoes of what was last said may still be on their way. */
interface Left {
  /** Of the last state. */
  readonly stateClock: number
  /** Of the removal: who comes back starts above it. */
  readonly clock: number
  readonly untilMs: number
}

/** As long as a client may take to notice that its socket is dead, with echoes in it. */
const KEEP_LEFT_MS = 30_000

/** A change of x and y, and of nothing else. */
export interface Move {
  readonly set: JsonObject & { readonly x: number; readonly y: number }
  readonly cleared: readonly []
}

export interface PresenceTableOptions {
  readonly clock: Clock
  readonly hybridClock: HybridClock
  readonly space: Space
  /** True where the relay verifies identities. */
  readonly verifies: boolean
}

/** Who is in a room. It holds and stamps entries; who may change which is `presence-rules.ts`. */
export class PresenceTable<By extends Owner = Owner> {
  readonly #options: PresenceTableOptions
  readonly #entryByClient = new Map<number, PresenceEntry<By>>()
  readonly #keptHands
  readonly #leftByClient = new Map<number, Left>()
  /** When the latest hand went up. */
  #handAtMs = 0

  constructor(options: PresenceTableOptions) {
    this.#options = options
    this.#keptHands = createKeptHands(options.clock)
  }

  get size(): number {
    return this.#entryByClient.size
  }

  get(clientId: number): PresenceEntry<By> | undefined {
    return this.#entryByClient.get(clientId)
  }

  /** The clock of the last state of somebody who has just left. */
  leftAtClock(clientId: number): number | undefined {
    return this.#leftByClient.get(clientId)?.stateClock
  }

  values(): IterableIterator<PresenceEntry<By>> {
    return this.#entryByClient.values()
  }

  /** Takes what `owner` says; null where nothing that anybody sees has changed. */
  set(said: Said<By>): PresenceEntry<By> | null {
    const { clientId, owner } = said
    const before = this.#entryByClient.get(clientId)
    const state = this.#clean(said, before)
    const isSameOwner = before?.owner === owner
    const isAnnounced = isSameOwner ? before.isAnnounced : said.isAnnounced
    const isNews = before === undefined || changeBetween(before.state, state) !== null
    const clock = isNews ? this.#nextClock(said, before) : before.clock
    const entry = new PresenceEntry({
      clientId,
      owner,
      isAnnounced,
      identity: owner.identity,
      said: said.said,
      state: isNews ? shared(said.said, state) : before.state,
      bornClock: before?.bornClock ?? clock,
      clock,
      heardClock: isNews || !isSameOwner ? said.heardClock : Math.max(before.heardClock, said.heardClock),
    })
    this.#entryByClient.set(clientId, entry)
    this.#leftByClient.delete(clientId)
    return isNews ? entry : null
  }

  /** Takes a change of x and y alone: nothing else of the entry is looked at. False where nobody sees a difference. */
  move(entry: PresenceEntry<By>, { set: { x, y } }: Move): boolean {
    const { space, hybridClock } = this.#options
    const said = { ...entry.said, x, y }
    const state = { ...entry.state, x: clamp(x, space), y: clamp(y, space) }
    const isNews = state.x !== entry.state.x || state.y !== entry.state.y
    const clock = isNews ? hybridClock.follow(entry.clock, entry.heardClock) : entry.clock
    this.#entryByClient.set(entry.clientId, entry.with({ said, state: isNews ? state : entry.state, clock }))
    return isNews
  }

  /** Takes an entry out and gives its removal. */
  remove(clientId: number): Removal<By> | null {
    const entry = this.#entryByClient.get(clientId)
    if (entry === undefined) return null
    const { owner, state } = entry
    this.#entryByClient.delete(clientId)
    const nowMs = this.#options.clock.monotonicMs()
    if (typeof state.handAt === 'number')
      this.#keptHands.keep(personOf(clientId, owner), clientId, state.handAt)
    const clock = this.#options.hybridClock.after(entry.clock)
    this.#leftByClient.set(clientId, { stateClock: entry.clock, clock, untilMs: nowMs + KEEP_LEFT_MS })
    return { clientId, owner, encoded: encodeEntry({ clientId, clock, json: 'null' }) }
  }

  /** Gives an entry a newer clock, for a receiver that has forgotten it. */
  refresh(entry: PresenceEntry<By>): void {
    entry.clock = this.#options.hybridClock.follow(entry.clock, entry.heardClock)
  }

  /** The entries of those whom a stock client has taken for gone, with the clocks that it remembers, for it to take again. */
  again(lost: ReadonlyMap<number, number>): Uint8Array[] {
    const encoded: Uint8Array[] = []
    for (const [clientId, clock] of lost) {
      const entry = this.#entryByClient.get(clientId)
      if (entry === undefined) continue
      // It takes nothing that is not newer than what it remembers.
      if (clock === entry.clock) this.refresh(entry)
      encoded.push(entry.encode())
    }
    return encoded
  }

  /** Forgets those who did not come back. */
  sweep(): void {
    this.#keptHands.sweep()
    if (this.#leftByClient.size === 0) return
    const nowMs = this.#options.clock.monotonicMs()
    for (const [clientId, { untilMs }] of this.#leftByClient) {
      if (untilMs <= nowMs) this.#leftByClient.delete(clientId)
    }
  }

  #nextClock({ clientId, owner, heardClock }: Said<By>, before: PresenceEntry<By> | undefined): number {
    const { hybridClock } = this.#options
    // A client that comes back on a new socket says what everyone remembers, with the clock that they remember.
    if (before?.owner === owner) return hybridClock.follow(before.clock, heardClock)
    return hybridClock.after(before?.clock ?? this.#leftByClient.get(clientId)?.clock ?? 0)
  }

  #clean({ clientId, owner, said }: Said<By>, before: PresenceEntry<By> | undefined): JsonObject {
    const { space, verifies, clock } = this.#options
    const { id } = owner.identity
    // Two who are anonymous are one person where the clientID is one.
    const isSamePerson = before !== undefined && before.owner.identity.id === id
    const { handAt, name } = isSamePerson ? before.state : NOTHING
    const kept =
      before === undefined
        ? this.#keptHands.take({ person: personOf(clientId, owner), clientId, state: said })
        : null
    const state = cleanState(said, {
      space,
      verifies,
      identity: owner.identity,
      // The wall may step back, and two hands may go up within a millisecond: the later one stands behind all the same.
      nowMs: Math.max(clock.wallMs(), this.#handAtMs + 1),
      handAtMs: typeof handAt === 'number' ? handAt : kept,
      nameBefore: typeof name === 'string' ? name : undefined,
      before: isSamePerson && before.identity === owner.identity ? before : undefined,
    })
    if (typeof state.handAt === 'number') this.#handAtMs = Math.max(this.#handAtMs, state.handAt)
    return state
  }
}

/** Where nothing was cleaned, both are one object: there are thousands of them. */
const shared = (said: JsonObject, state: JsonObject): JsonObject =>
  changeBetween(said, state) === null ? said : state

const NOTHING: JsonObject = {}

const personOf = (clientId: number, { identity }: Owner): string =>
  identity.id === null ? `client:${clientId}` : `id:${identity.id}`
