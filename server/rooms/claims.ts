import { createHash } from 'node:crypto'
import {
  type Claim,
  fault,
  holdsBefore,
  isClaimKey,
  isClaimSecret,
  isJsonObject,
  type Json,
  ok,
  type Result,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Limits } from '../base/limits.ts'
import type { PresenceEntry, Removal } from '../presence/presence-entry.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { KeyRights } from './key-rights.ts'

export type ClaimFault = 'claim-taken' | 'too-many-claims' | 'bad-signal' | 'no-entry'

/** Somebody with a key. */
export interface Holder extends Claim {
  readonly key: string
  readonly clientId: number
  /** True where they were lost a moment ago, and may come back. */
  readonly isKept: boolean
}

export interface ClaimsDeps {
  readonly clock: Pick<Clock, 'wallMs'>
  readonly limits: Limits
}

/** The presence that claims stand in. */
interface ClaimedPresence {
  readonly presence: PresenceTable
  /** Gives an entry of this node other keys. */
  setClaims(clientId: number, claims: ReadonlyMap<string, Claim>): void
  /** All changes that came together have been made. */
  settled(): void
}

/** A state of presence is bounded, whatever the limit says. */
const MOST_CLAIMS = 64

/** 96 bits: nobody finds another secret of one hash. */
const SEAT_CHARS = 16

const seatOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url').slice(0, SEAT_CHARS)

/**
 * The keys of a room that one person at a time holds. They stand in presence, so every node settles it alike; the store has the rights
 * to write that hosts give with them.
 */
export class Claims {
  readonly #room: ClaimedPresence
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #limits: Limits
  /** Null until the room knows what is stored. */
  #rights: KeyRights | null = null

  constructor(room: ClaimedPresence, { clock, limits }: ClaimsDeps) {
    this.#room = room
    this.#clock = clock
    this.#limits = limits
  }

  /** These are the rights of those who held keys when the room was in memory last: they may be on their way back. */
  remember(rights: KeyRights): void {
    this.#rights = rights
    for (const [key, { clientId, person, seat, atMs }] of rights.all())
      this.#room.presence.keptClaims.keep(key, { clientId, person, seat, atMs, writes: true })
  }

  /** An entry has ended: one who was lost may come back, and has the right still. */
  removed({ clientId, owner, reason }: Removal): void {
    if (owner.source !== 'node' && reason !== 'lost') this.#rights?.forgetTab(clientId, owner.identity.id)
  }

  /** All who have a key. */
  holders(): readonly Holder[] {
    const { claims, keptClaims } = this.#room.presence
    const keys = new Set(claims.keys())
    for (const [key] of keptClaims.entries()) keys.add(key)
    return [...keys].flatMap((key) => this.holderOf(key) ?? [])
  }

  /** The holder of a key; null where it is free. */
  holderOf(key: string): Holder | null {
    let best: Holder | null = null
    for (const [clientId, claim] of this.#room.presence.claims.claimants(key)) {
      const holder = { key, clientId, ...claim, isKept: false }
      if (best === null || holdsBefore(holder, best)) best = holder
    }
    if (best !== null) return best
    const kept = this.#room.presence.keptClaims.get(key)
    return kept && { key, ...kept, isKept: true }
  }

  /** Somebody takes a key. By its secret a client that comes back has what was kept for it. */
  take(clientId: number | null, data: Json): Result<void, ClaimFault> {
    const { key, secret } = isJsonObject(data) ? data : {}
    if (!isClaimKey(key)) return BAD_KEY
    if (secret !== undefined && !isClaimSecret(secret)) return BAD_SECRET
    const taker = clientId === null ? undefined : this.#room.presence.get(clientId)
    if (taker === undefined || isOfNode(taker)) return NO_ENTRY
    const taken = this.#take(taker, key, secret === undefined ? null : seatOf(secret))
    this.#room.settled()
    return taken
  }

  /** Gives back a key; one that somebody does not have is given back already. */
  release(clientId: number | null, data: Json): Result<void, ClaimFault> {
    const { key } = isJsonObject(data) ? data : {}
    if (!isClaimKey(key)) return BAD_KEY
    if (clientId !== null && this.#strip(clientId, key)) this.#rights?.forget(key)
    this.#room.settled()
    return ok(undefined)
  }

  /** A host gives a key to somebody, or takes it away from everybody (null). What this gives is the order for all nodes. */
  give(clientId: number | null, data: Json): Result<GiveOrder, ClaimFault> {
    const { key, writes = false } = isJsonObject(data) ? data : {}
    if (!isClaimKey(key)) return BAD_KEY
    if (typeof writes !== 'boolean') return BAD_WRITES
    const receiver = clientId === null ? null : this.#room.presence.get(clientId)
    if (receiver === undefined) return NOBODY
    const holder = this.holderOf(key)
    if (receiver !== null && holder?.clientId !== clientId) {
      const full = this.#full(receiver)
      if (full !== null) return full
    }
    if (receiver === null || !writes) this.#rights?.forget(key)
    // Before that of the one who has it now: so it is settled as any two claims are.
    const atMs = holder === null ? this.#nextMs() : holder.atMs - 1
    const order = { key, clientId, atMs, ...(writes && { writes }) }
    this.obey(order)
    return ok(order)
  }

  /** Does what a host has ordered, here or on another node. */
  obey({ key, clientId, atMs, writes = false }: GiveOrder): void {
    const { presence } = this.#room
    presence.keptClaims.drop(key)
    this.#stripOthers(key, clientId)
    const receiver = clientId === null ? undefined : presence.get(clientId)
    const isHere = receiver !== undefined && !isOfNode(receiver)
    // The node that had the order, or that of the receiver, writes what holds from now on.
    if (!isHere || !writes) this.#rights?.drop(key)
    if (isHere) {
      const had = presence.claims.claimsOf(receiver.clientId).get(key)
      const isNew = had === undefined || had.atMs > atMs || (had.writes ?? false) !== writes
      if (isNew) this.#grant(receiver, key, { atMs, seat: had?.seat ?? null, writes })
    }
    this.#room.settled()
  }

  /** An entry has other keys than before: of two who have one key the later loses it, where it is of this node. */
  settle(clientId: number): void {
    for (const key of [...this.#room.presence.claims.claimsOf(clientId).keys()])
      this.#stripOthers(key, this.holderOf(key)?.clientId ?? null)
  }

  #take(taker: PresenceEntry, key: string, seat: string | null): Result<void, ClaimFault> {
    const holder = this.holderOf(key)
    if (holder === null) {
      const full = this.#full(taker)
      if (full !== null) return full
      // Somebody who was away for longer than the key was kept for them.
      const writes = this.#rights?.isGiven(key, taker.identity.id, seat) === true
      if (!writes) this.#rights?.forget(key)
      this.#grant(taker, key, { atMs: this.#nextMs(), seat, writes })
      return ok(undefined)
    }
    if (!this.#isHolder(taker, seat, holder)) return TAKEN
    if (holder.clientId === taker.clientId && !holder.isKept) {
      if (seat !== null && seat !== holder.seat) this.#grant(taker, key, { ...holder, seat })
      return ok(undefined)
    }
    this.#move(taker, { ...holder, seat: seat ?? holder.seat })
    return ok(undefined)
  }

  /** Moves a key to another tab of its holder, or to the one that comes back. */
  #move(taker: PresenceEntry, { key, clientId, isKept, atMs, seat, writes = false }: Holder): void {
    const { presence } = this.#room
    const before = isKept ? undefined : presence.get(clientId)
    presence.keptClaims.drop(key)
    this.#strip(clientId, key)
    // On another node it is lost to the earlier claim.
    const isElsewhere = before !== undefined && isOfNode(before)
    this.#grant(taker, key, { atMs: isElsewhere ? atMs - 1 : atMs, seat, writes })
  }

  /** Whether the one who takes a key is the person who has it. */
  #isHolder(taker: PresenceEntry, seat: string | null, holder: Holder): boolean {
    if (seat !== null && seat === holder.seat) return true
    const kept = this.#room.presence.keptClaims.get(holder.key)
    const { id } = taker.identity
    const person = holder.isKept ? kept?.person : this.#room.presence.get(holder.clientId)?.identity.id
    if (id !== null) return person === id
    if (holder.clientId !== taker.clientId) return false
    // What is kept, and has a secret, is given for that alone: everybody sees a clientID.
    return !holder.isKept || (holder.seat === null && person === null)
  }

  #full(entry: PresenceEntry): Result<never, ClaimFault> | null {
    const { presence } = this.#room
    const { claims, keys } = this.#limits
    const { id } = entry.identity
    let own = id === null ? presence.claims.claimsOf(entry.clientId).size : 0
    // All tabs of a person.
    if (id !== null)
      for (const { clientId, identity } of presence.values())
        if (identity.id === id) own += presence.claims.claimsOf(clientId).size
    if (own >= Math.min(claims, MOST_CLAIMS)) return TOO_MANY
    return presence.claims.size + presence.keptClaims.size >= keys ? ROOM_FULL : null
  }

  /** Later than any claim that is known: the wall of another node may be ahead. */
  #nextMs(): number {
    return Math.max(this.#clock.wallMs(), this.#room.presence.claims.latestMs + 1)
  }

  #grant({ clientId, identity }: PresenceEntry, key: string, { atMs, seat, writes = false }: Claim): void {
    const { claims } = this.#room.presence
    if (writes) this.#rights?.set(key, { person: identity.id, seat, clientId, atMs })
    const claim = { atMs, seat, ...(writes && { writes }) }
    this.#room.setClaims(clientId, new Map(claims.claimsOf(clientId)).set(key, claim))
  }

  /** Takes a key away from all of this node but one. */
  #stripOthers(key: string, clientId: number | null): void {
    for (const other of [...this.#room.presence.claims.claimants(key).keys()])
      if (other !== clientId) this.#strip(other, key)
  }

  /** False where it is not of this node, or does not have it. */
  #strip(clientId: number, key: string): boolean {
    const entry = this.#room.presence.get(clientId)
    const claims = new Map(this.#room.presence.claims.claimsOf(clientId))
    if (entry === undefined || isOfNode(entry) || !claims.delete(key)) return false
    this.#room.setClaims(clientId, claims)
    return true
  }
}

/** What a host has ordered about a key, as nodes pass it on. */
export interface GiveOrder {
  readonly key: string
  /** Null where nobody shall have it. */
  readonly clientId: number | null
  readonly atMs: number
  /** True where the right to write goes with it. */
  readonly writes?: boolean
}

/** Reads what another node passes on; null where it is none. */
export const readGiveOrder = (data: Json): GiveOrder | null => {
  const { key, clientId, atMs, writes } = isJsonObject(data) ? data : {}
  const isOrder = isClaimKey(key) && typeof atMs === 'number' && Number.isSafeInteger(atMs)
  if (!isOrder || !(clientId === null || typeof clientId === 'number')) return null
  return { key, clientId, atMs, ...(writes === true && { writes }) }
}

const isOfNode = ({ owner }: PresenceEntry): boolean => owner.source === 'node'

const BAD_KEY = fault(
  'bad-signal',
  'A key has 1 to 64 letters, digits and _ . : @ ~ / -, and begins with a letter or a digit.',
)
const BAD_WRITES = fault('bad-signal', 'Whether a key gives the right to write is true or false.')
const BAD_SECRET = fault('bad-signal', 'A secret has 16 to 64 letters, digits, _ and -.')
const NO_ENTRY = fault('no-entry', 'Only somebody who is present takes a key.')
const NOBODY = fault('no-entry', 'Nobody there has this clientId.')
const TAKEN = fault('claim-taken', 'Somebody else has it.')
const TOO_MANY = fault('too-many-claims', 'One person holds no more keys in this room.')
const ROOM_FULL = fault('too-many-claims', 'No more keys are held in this room.')
