import { cleanState, encodeEntry, type Identity, type JsonObject, type Space } from '../shared/index.ts'
import type { Clock, HybridClock } from './clock.ts'

/** Whoever may own entries: a connection. */
export interface Owner {
  readonly identity: Identity
}

/** One clientID's presence, as everybody shall see it. */
export interface PresenceEntry<By extends Owner = Owner> {
  readonly clientId: number
  readonly owner: By
  /** True where the owner said at its start that this is its own; false where it came along later. */
  readonly isClaimed: boolean
  state: JsonObject
  json: string
  clock: number
  /** The entry as it stands in a frame, with its present clock. */
  encoded: Uint8Array
  /** When it was last sent to everyone, on the monotonic clock. */
  sentAtMs: number
}

/** A hand that was up when its owner went: it keeps its place in the queue for whoever comes back. */
interface KeptHand {
  readonly handAtMs: number
  readonly untilMs: number
}

const KEEP_HAND_MS = 5 * 60_000

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
  readonly #keptHandByPerson = new Map<string, KeptHand>()
  /** The highest clock of any entry that went: who comes back starts above it, whatever the wall clock did. */
  #floor = 0

  constructor(options: PresenceTableOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#entryByClient.size
  }

  get(clientId: number): PresenceEntry<By> | undefined {
    return this.#entryByClient.get(clientId)
  }

  values(): IterableIterator<PresenceEntry<By>> {
    return this.#entryByClient.values()
  }

  /** Takes a state for `owner`; null where nothing that anybody sees has changed. */
  set(clientId: number, owner: By, isClaimed: boolean, state: JsonObject): PresenceEntry<By> | null {
    const before = this.#entryByClient.get(clientId)
    const clean = this.#clean(clientId, owner, state, before)
    const json = JSON.stringify(clean)
    if (before !== undefined && before.owner === owner && before.json === json) return null
    const clock = this.#options.hybridClock.after(before?.clock ?? this.#floor)
    const entry: PresenceEntry<By> = {
      clientId,
      owner,
      isClaimed: before?.owner === owner ? before.isClaimed : isClaimed,
      state: clean,
      json,
      clock,
      encoded: encodeEntry({ clientId, clock, json }),
      sentAtMs: this.#options.clock.monotonicMs(),
    }
    this.#entryByClient.set(clientId, entry)
    return entry
  }

  /** Takes an entry out and gives its removal as it stands in a frame. */
  remove(clientId: number): Uint8Array | null {
    const entry = this.#entryByClient.get(clientId)
    if (entry === undefined) return null
    this.#entryByClient.delete(clientId)
    const handAtMs = entry.state.handAt
    if (typeof handAtMs === 'number') {
      const untilMs = this.#options.clock.monotonicMs() + KEEP_HAND_MS
      this.#keptHandByPerson.set(personOf(clientId, entry.owner), { handAtMs, untilMs })
    }
    const clock = this.#options.hybridClock.after(entry.clock)
    this.#floor = Math.max(this.#floor, clock)
    return encodeEntry({ clientId, clock, json: 'null' })
  }

  /** Gives an entry a newer clock, for receivers that forget what they do not hear of. */
  renew(entry: PresenceEntry<By>): void {
    entry.clock = this.#options.hybridClock.after(entry.clock)
    entry.encoded = encodeEntry(entry)
    entry.sentAtMs = this.#options.clock.monotonicMs()
  }

  /** Forgets hands whose owners did not come back. */
  sweep(): void {
    const nowMs = this.#options.clock.monotonicMs()
    for (const [person, { untilMs }] of this.#keptHandByPerson) {
      if (untilMs <= nowMs) this.#keptHandByPerson.delete(person)
    }
  }

  #clean(clientId: number, owner: By, state: JsonObject, before: PresenceEntry<By> | undefined): JsonObject {
    const { space, verifies, clock } = this.#options
    const person = personOf(clientId, owner)
    const handAt = before?.state.handAt
    const handAtMs =
      typeof handAt === 'number' ? handAt : (this.#keptHandByPerson.get(person)?.handAtMs ?? null)
    // Whoever is back, with the hand up or down, has settled what was kept.
    if (before === undefined) this.#keptHandByPerson.delete(person)
    return cleanState(state, { space, verifies, identity: owner.identity, nowMs: clock.wallMs(), handAtMs })
  }
}

const personOf = (clientId: number, { identity }: Owner): string =>
  identity.id === null ? `client:${clientId}` : `id:${identity.id}`
