import {
  ok,
  type Result,
  type Role,
  type RoomId,
  type Rules,
  type SignalRequest,
  type SignalSender,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Scheduler } from '../fanout/scheduler.ts'
import { SignalOutbox } from '../fanout/signal-outbox.ts'
import type { Member } from './member.ts'
import { NO_RULES, type Policies } from './policy.ts'
import type { RoomPresence } from './room-presence.ts'
import { actOn, type SignalFault } from './signal-acts.ts'

export interface ModerationDeps {
  readonly clock: Clock
  readonly scheduler: Scheduler
  readonly policies: Policies
}

/** The signals of a room: what hosts order is done, and everything else is passed on. */
export class Moderation {
  readonly #room: RoomId
  readonly #members: ReadonlySet<Member>
  readonly #presence: RoomPresence
  readonly #outbox: SignalOutbox<Member>
  readonly #clock: Clock
  readonly #policies: Policies

  constructor(room: RoomId, members: ReadonlySet<Member>, presence: RoomPresence, deps: ModerationDeps) {
    this.#room = room
    this.#members = members
    this.#presence = presence
    this.#outbox = new SignalOutbox<Member>(room, members, deps.scheduler)
    this.#clock = deps.clock
    this.#policies = deps.policies
  }

  get rules(): Rules {
    return this.#policies.peek(this.#room)?.rules ?? NO_RULES
  }

  /** Takes a signal of `member`; null is whoever speaks for the relay. */
  take(member: Member | null, request: SignalRequest, from: SignalSender): Result<void, SignalFault> {
    const outcome = actOn(this, request, from)
    if (!outcome.ok) return outcome
    if (outcome.value !== null) this.#pass(member, outcome.value, from)
    return ok(undefined)
  }

  entered({ identity: { id } }: Member): void {
    if (id !== null) this.#policies.peek(this.#room)?.entered(id)
  }

  /** Nobody follows somebody who is gone. */
  sweep(): void {
    const { follow } = this.rules
    if (follow !== null && this.#presence.table.get(follow) === undefined) this.setRules({ follow: null })
  }

  setRules(rules: Partial<Rules>): void {
    const before = this.rules
    const insiders = [...this.#members].flatMap(({ identity }) => identity.id ?? [])
    this.#policies.of(this.#room).order(rules, insiders)
    if (isSame(before, this.rules)) return
    for (const member of this.#members) member.welcome()
  }

  lowerHands(clientIds?: Iterable<number>): void {
    this.#presence.lowerHands(clientIds)
  }

  /** Removes whoever owns these clients, with all their tabs. */
  remove(clientIds: readonly number[]): void {
    for (const member of this.#tabsOf(clientIds)) this.#dismiss(member)
  }

  /** Removes a person by their verified id, whether they are here or not. */
  removePerson(id: string): void {
    this.#policies.of(this.#room).remove(id, this.#clock.wallMs())
    for (const member of [...this.#members]) if (member.identity.id === id) this.#dismiss(member)
  }

  giveRole(clientIds: readonly number[], role: Role): void {
    for (const member of this.#tabsOf(clientIds)) this.#promote(member, role)
  }

  giveRoleToPerson(id: string, role: Role): void {
    this.#policies.of(this.#room).giveRole(id, role)
    for (const member of [...this.#members]) if (member.identity.id === id) this.#promote(member, role)
  }

  #dismiss(member: Member): void {
    const { id } = member.identity
    if (id !== null) this.#policies.of(this.#room).remove(id, this.#clock.wallMs())
    member.close(member.protocol === 'stock' ? 'revoked' : 'removed')
  }

  #promote(member: Member, role: Role): void {
    const { id } = member.identity
    if (id !== null) this.#policies.of(this.#room).giveRole(id, role)
    member.takeRole(role)
  }

  #pass(member: Member | null, { kind, data, to }: SignalRequest, from: SignalSender): void {
    const receivers = to.length === 0 ? null : this.#ownersOf(to)
    this.#outbox.add({ kind, data, from, atMs: this.#clock.wallMs() }, member, receivers)
  }

  #ownersOf(clientIds: readonly number[]): Set<Member> {
    return new Set(clientIds.flatMap((clientId) => this.#presence.table.get(clientId)?.owner ?? []))
  }

  /** Whoever owns these clients, with every other connection of the same verified people. */
  #tabsOf(clientIds: readonly number[]): Set<Member> {
    const owners = this.#ownersOf(clientIds)
    const ids = new Set([...owners].flatMap(({ identity }) => identity.id ?? []))
    const tabs = [...this.#members].filter(({ identity: { id } }) => id !== null && ids.has(id))
    return new Set([...owners, ...tabs])
  }
}

const isSame = (one: Rules, other: Rules): boolean =>
  one.follow === other.follow && one.reactionsMuted === other.reactionsMuted && one.locked === other.locked
