import {
  fault,
  type Identity,
  may,
  ok,
  type Result,
  type Role,
  type RoomId,
  type Rules,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { ExpiringMap } from '../base/expiring-map.ts'

/** Rooms whose orders are kept; the oldest is forgotten. */
const POLICIES = 10_000

/** People that were removed, or given a role, in one room; the oldest is forgotten. */
const PEOPLE = 10_000

export const NO_RULES: Rules = { follow: null, reactionsMuted: false, locked: false }

/** Somebody who asks to come in, or to stay. */
export interface Applicant {
  readonly identity: Identity
  /** When their token was issued, in ms since 1970; null where it does not say. */
  readonly issuedAtMs: number | null
}

/** What hosts have ordered in a room. It outlives the room's time in memory, not the relay. */
export class Policy {
  #rules = NO_RULES
  /** Ids of those who may come in while the room is locked. */
  readonly #insiders = new Set<string>()
  readonly #roleById: ExpiringMap<string, Role>
  readonly #removedAtMsById: ExpiringMap<string, number>

  constructor(clock: Clock) {
    this.#roleById = new ExpiringMap(clock, { most: PEOPLE })
    this.#removedAtMsById = new ExpiringMap(clock, { most: PEOPLE })
  }

  get rules(): Rules {
    return this.#rules
  }

  /** Takes what is ordered; where that locks the room, `insiders` may come back. */
  order(rules: Partial<Rules>, insiders: Iterable<string>): void {
    this.#rules = { ...this.#rules, ...rules }
    if (rules.locked === true) for (const id of insiders) this.#insiders.add(id)
    else if (rules.locked === false) this.#insiders.clear()
  }

  /** Somebody has come in. */
  entered(id: string): void {
    if (this.rules.locked) this.#insiders.add(id)
  }

  giveRole(id: string, role: Role): void {
    this.#roleById.set(id, role)
  }

  /** From now on tokens of `id` that were issued until now do not hold. */
  remove(id: string, nowMs: number): void {
    this.#removedAtMsById.set(id, nowMs)
    this.#insiders.delete(id)
  }

  admit<By extends Applicant>(applicant: By): Result<By, 'token-revoked' | 'room-locked'> {
    const { identity, issuedAtMs } = applicant
    const { id } = identity
    const removedAtMs = id === null ? undefined : this.#removedAtMsById.get(id)
    // The time in a token is in whole seconds (RFC 7519, `iat`).
    if (removedAtMs !== undefined && (issuedAtMs ?? 0) <= removedAtMs)
      return fault('token-revoked', 'The token was given before its bearer was removed.')
    const role = (id === null ? undefined : this.#roleById.get(id)) ?? identity.role
    if (this.rules.locked && !may(role, 'moderate')) {
      if (id === null || !this.#insiders.has(id)) return fault('room-locked', 'The room is locked.')
    }
    return ok(role === identity.role ? applicant : { ...applicant, identity: { ...identity, role } })
  }
}

/** What hosts have ordered, by room. */
export interface Policies {
  /** Null where nobody has ordered anything. */
  peek(room: RoomId): Policy | null
  of(room: RoomId): Policy
}

export const createPolicies = (clock: Clock): Policies => {
  const policyByRoom = new ExpiringMap<RoomId, Policy>(clock, { most: POLICIES })
  return {
    peek: (room) => policyByRoom.get(room) ?? null,
    of(room) {
      const policy = policyByRoom.get(room) ?? new Policy(clock)
      policyByRoom.set(room, policy)
      return policy
    },
  }
}
