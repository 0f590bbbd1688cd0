import {
  changeBetween,
  claimsField,
  claimsIn,
  clamp,
  cleanState,
  encodeEntry,
  isJsonObject,
  type JsonObject,
  type LeftReason,
  type Space,
} from '../../shared/index.ts'
import { type Clock, type HybridClock, stepAfter } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'
import { ClaimIndex } from './claim-index.ts'
import { KeptClaims } from './kept-claims.ts'
import { KeptHands, type KeptPlace } from './kept-hands.ts'
import type { Participant } from './participant.ts'
import { PresenceEntry, type Removal, type Saying } from './presence-entry.ts'

/** An entry that has just ended. Echoes of what was last said may still be on their way. */
interface Ended {
  /** Of the last state. */
  readonly stateClock: number
  /** Of the removal: a client that comes back starts above it. */
  readonly clock: number
}

/** As long as a client may take to notice that its socket is dead, with echoes in it. */
const KEEP_ENDED_MS = 30_000

/** A change of x and y, and of nothing else. */
export interface Move {
  readonly set: JsonObject & { readonly x: number; readonly y: number }
  readonly cleared: readonly []
}

/** What another node says of an entry of its own. */
export interface HeardEntry {
  readonly clientId: number
  /** Somebody on that node. */
  readonly owner: Participant
  readonly isAnnounced: boolean
  /** As that node has cleaned it. */
  readonly state: JsonObject
  /** The clock of that node when it said so. */
  readonly clock: number
  readonly bornClock: number
}

export interface PresenceTableOptions {
  readonly clock: Clock
  readonly hybridClock: HybridClock
  readonly space: Space
  /** True where the relay verifies identities. */
  readonly verifies: boolean
}

/** The entries of a room, held and stamped. `presence-rules.ts` decides which participant may change which entry. */
export class PresenceTable {
  readonly #options: PresenceTableOptions
  readonly #entryByClient = new Map<number, PresenceEntry>()
  /** The keys that its entries claim. */
  readonly claims = new ClaimIndex()
  /** The keys of people who are on their way back. */
  readonly keptClaims: KeptClaims
  readonly #keptHands: KeptHands
  readonly #endedByClient: ExpiringMap<number, Ended>
  /** When the latest hand went up. */
  #handAtMs = 0

  constructor(options: PresenceTableOptions) {
    this.#options = options
    this.keptClaims = new KeptClaims(options.clock)
    this.#keptHands = new KeptHands(options.clock)
    this.#endedByClient = new ExpiringMap(options.clock)
  }

  get size(): number {
    return this.#entryByClient.size
  }

  get(clientId: number): PresenceEntry | undefined {
    return this.#entryByClient.get(clientId)
  }

  /** The clock of the last state of an entry that has just ended. */
  endedAtClock(clientId: number): number | undefined {
    return this.#endedByClient.get(clientId)?.stateClock
  }

  values(): IterableIterator<PresenceEntry> {
    return this.#entryByClient.values()
  }

  /** Takes what an owner says; null where nothing that anybody sees has changed. */
  set(saying: Saying): PresenceEntry | null {
    const { clientId, owner, said, heardClock } = saying
    const before = this.#entryByClient.get(clientId)
    const state = this.#clean(saying, before)
    const isSameOwner = before?.owner === owner
    // An entry that comes over from another node begins anew: the later of two births counts.
    const isBorn = before === undefined || (before.owner.source === 'node' && !isSameOwner)
    const isNews = isBorn || changeBetween(before.state, state) !== null
    const clock = isNews ? this.#nextClock(saying, before) : before.clock
    const entry = new PresenceEntry(
      {
        clientId,
        owner,
        isAnnounced: isSameOwner ? before.isAnnounced : saying.isAnnounced,
        said,
        heardClock: isNews || !isSameOwner ? heardClock : Math.max(before.heardClock, heardClock),
      },
      isNews ? shared(said, state) : before.state,
      clock,
      isBorn ? clock : before.bornClock,
    )
    this.#put(entry)
    return isNews ? entry : null
  }

  /** Takes what another node has stamped. Its clock counts, as long as it is higher than what was told here already. */
  hear({ clientId, owner, isAnnounced, state, clock, bornClock }: HeardEntry): PresenceEntry {
    const before = this.#entryByClient.get(clientId)
    // Its node has given it the place that was kept.
    if (before === undefined) this.#keptHands.take({ person: personOf(clientId, owner), clientId, state })
    if (typeof state.handAt === 'number') this.#handAtMs = Math.max(this.#handAtMs, state.handAt)
    if (before !== undefined && before.owner !== owner) this.#keepClaims(before)
    const last = before?.clock ?? this.#endedByClient.get(clientId)?.clock ?? 0
    const saying = { clientId, owner, isAnnounced, said: state, heardClock: 0 }
    const entry = new PresenceEntry(saying, state, Math.max(clock, stepAfter(last)), bornClock)
    this.#put(entry)
    return entry
  }

  #put(entry: PresenceEntry): void {
    const { clientId, state } = entry
    this.#entryByClient.set(clientId, entry)
    this.#endedByClient.delete(clientId)
    this.claims.put(clientId, state)
    this.keptClaims.heard(this.claims.claimsOf(clientId))
  }

  /** The places that are kept for people who have left with the hand up. */
  keptPlaces(): readonly KeptPlace[] {
    return this.#keptHands.places()
  }

  /** A place that another node keeps; somebody who is there has it already, or does not want it. */
  keep(place: KeptPlace): void {
    this.#handAtMs = Math.max(this.#handAtMs, place.handAtMs)
    for (const { clientId, owner } of this.values()) if (personOf(clientId, owner) === place.person) return
    this.#keptHands.heard(place)
  }

  /** Takes a change of x and y alone: nothing else of the entry is looked at. False where nobody sees a difference. */
  move(entry: PresenceEntry, { set: { x, y } }: Move): boolean {
    const { space, hybridClock } = this.#options
    const { state: before } = entry
    const seenX = clamp(x, space)
    const seenY = clamp(y, space)
    const wasShared = entry.said === before
    const isNews = seenX !== before.x || seenY !== before.y
    if (isNews) {
      entry.state = { ...before, x: seenX, y: seenY }
      entry.clock = hybridClock.follow(entry.clock, entry.heardClock)
    }
    if (!wasShared) Object.assign(entry.said, { x, y })
    else if (isNews && seenX === x && seenY === y) entry.said = entry.state
    // What was said was clamped; or it is as it was, and only the place outside that was said is another one.
    else if (x !== before.x || y !== before.y) entry.said = { ...before, x, y }
    return isNews
  }

  /** Takes an entry out and gives its removal. */
  remove(clientId: number, reason: LeftReason): Removal | null {
    const entry = this.#entryByClient.get(clientId)
    if (entry === undefined) return null
    const { owner, state } = entry
    this.#entryByClient.delete(clientId)
    this.claims.delete(clientId)
    if (typeof state.handAt === 'number')
      this.#keptHands.keep(personOf(clientId, owner), clientId, state.handAt)
    if (reason === 'lost') this.#keepClaims(entry)
    const clock = isOfNode(entry) ? stepAfter(entry.clock) : this.#options.hybridClock.after(entry.clock)
    this.#endedByClient.set(clientId, { stateClock: entry.clock, clock }, KEEP_ENDED_MS)
    return { clientId, owner, reason, encoded: encodeEntry({ clientId, clock, json: 'null' }) }
  }

  /** The removal of an entry that is gone, once more; nobody remembers what its reason was. */
  removalOf(clientId: number, owner: Participant): Removal {
    const clock = this.#endedByClient.get(clientId)?.clock ?? this.#options.hybridClock.after(0)
    return { clientId, owner, reason: 'lost', encoded: encodeEntry({ clientId, clock, json: 'null' }) }
  }

  /** Gives an entry a newer clock, for a receiver that has forgotten it. */
  refresh(entry: PresenceEntry): void {
    if (isOfNode(entry)) entry.clock = stepAfter(entry.clock)
    else entry.clock = this.#options.hybridClock.follow(entry.clock, entry.heardClock)
  }

  /** Forgets who did not come back. */
  sweep(): void {
    this.#keptHands.sweep()
    this.keptClaims.sweep()
    this.#endedByClient.sweep()
  }

  #nextClock({ clientId, owner, heardClock }: Saying, before: PresenceEntry | undefined): number {
    const { hybridClock } = this.#options
    // A client that comes back on a new socket says what everyone remembers, with the clock that they remember.
    if (before?.owner === owner) return hybridClock.follow(before.clock, heardClock)
    return hybridClock.after(before?.clock ?? this.#endedByClient.get(clientId)?.clock ?? 0)
  }

  #clean(saying: Saying, before: PresenceEntry | undefined): JsonObject {
    const { clientId, owner, said } = saying
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
      claims: this.#claimsOf(saying, before),
      before: isSamePerson && before.identity === owner.identity ? before : undefined,
    })
    if (typeof state.handAt === 'number') this.#handAtMs = Math.max(this.#handAtMs, state.handAt)
    return state
  }

  /** Tells a participant whether a key of one of its entries, `clientIds`, gives it the right to write. */
  tellRight(owner: Participant, clientIds: ReadonlySet<number>): void {
    const mayWrite = [...clientIds].some(
      (clientId) =>
        this.get(clientId)?.owner === owner &&
        [...this.claims.claimsOf(clientId).values()].some(({ writes }) => writes === true),
    )
    owner.tell({ kind: 'key-writes', mayWrite })
  }

  /** The keys of an entry as everybody shall see them: whatever its owner says of them. */
  #claimsOf({ owner, claims }: Saying, before: PresenceEntry | undefined): JsonObject | undefined {
    if (claims !== undefined) return claimsField(claims)
    if (before === undefined) return undefined
    const { state } = before
    if (before.owner !== owner && state.claims !== undefined && !isSurelySame(before, owner)) {
      this.#keepClaims(before)
      return undefined
    }
    // The same object, where nothing has changed.
    return isJsonObject(state.claims) ? state.claims : undefined
  }

  #keepClaims({ clientId, identity, state }: PresenceEntry): void {
    for (const [key, claim] of claimsIn(state))
      this.keptClaims.keep(key, { clientId, person: identity.id, ...claim })
  }
}

/**
 * Whether a new owner of an entry is surely the person who had it. Somebody anonymous proves it by the secret of each claim, and
 * by nothing where there is none: everybody sees a clientID.
 */
const isSurelySame = ({ identity, state }: PresenceEntry, owner: Participant): boolean =>
  identity.id === owner.identity.id &&
  (identity.id !== null || [...claimsIn(state).values()].every(({ seat }) => seat === null))

/** Where nothing was cleaned, both are one object: there are thousands of them. */
const shared = (said: JsonObject, state: JsonObject): JsonObject =>
  changeBetween(said, state) === null ? said : state

const NOTHING: JsonObject = {}

/** Another node stamps it. */
const isOfNode = ({ owner }: PresenceEntry): boolean => owner.source === 'node'

const personOf = (clientId: number, { identity }: Participant): string =>
  identity.id === null ? `client:${clientId}` : `id:${identity.id}`
