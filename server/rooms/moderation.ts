import {
  ok,
  type Result,
  type Role,
  type RoomId,
  type Rules,
  type Signal,
  type SignalRequest,
  type SignalSender,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import { NO_RULES, type Policies } from './policy.ts'
import { actOn, type SignalFault } from './signal-acts.ts'

export interface ModerationDeps {
  readonly clock: Clock
  readonly policies: Policies
}

/** The room that is moderated. */
interface ModeratedRoom {
  readonly id: RoomId
  readonly participants: ReadonlySet<Participant>
  readonly presence: PresenceTable
  lowerHands(clientIds?: Iterable<number>): void
  tellSignal(signal: Signal, by: Participant | null, to: ReadonlySet<Participant> | null): void
  tellRules(): void
}

/** The signals of a room: what hosts order is done, and everything else is passed on. */
export class Moderation {
  readonly #room: ModeratedRoom
  readonly #clock: Clock
  readonly #policies: Policies

  constructor(room: ModeratedRoom, { clock, policies }: ModerationDeps) {
    this.#room = room
    this.#clock = clock
    this.#policies = policies
  }

  get rules(): Rules {
    return this.#policies.peek(this.#room.id)?.rules ?? NO_RULES
  }

  /** Takes a signal of `participant`; null where it came from outside of the room. */
  take(
    participant: Participant | null,
    request: SignalRequest,
    from: SignalSender,
  ): Result<void, SignalFault> {
    const outcome = actOn(this, request, from)
    if (!outcome.ok) return outcome
    if (outcome.value !== null) this.#pass(participant, outcome.value, from)
    return ok(undefined)
  }

  entered({ identity: { id } }: Participant): void {
    if (id !== null) this.#policies.peek(this.#room.id)?.entered(id)
  }

  /** Nobody follows somebody who is gone. */
  sweep(): void {
    const { follow } = this.rules
    if (follow !== null && this.#room.presence.get(follow) === undefined) this.setRules({ follow: null })
  }

  setRules(rules: Partial<Rules>): void {
    const before = this.rules
    const insiders = [...this.#room.participants].flatMap(({ identity }) => identity.id ?? [])
    this.#policies.of(this.#room.id).order(rules, insiders)
    if (!isSame(before, this.rules)) this.#room.tellRules()
  }

  lowerHands(clientIds?: Iterable<number>): void {
    this.#room.lowerHands(clientIds)
  }

  /** Removes the owners of these clients, with all their tabs. */
  remove(clientIds: readonly number[]): void {
    for (const participant of this.#tabsOf(clientIds)) this.#dismiss(participant)
  }

  /** Removes a person by their verified id, whether they are here or not. */
  removePerson(id: string): void {
    this.#policies.of(this.#room.id).remove(id, this.#clock.wallMs())
    for (const participant of [...this.#room.participants])
      if (participant.identity.id === id) this.#dismiss(participant)
  }

  giveRole(clientIds: readonly number[], role: Role): void {
    for (const participant of this.#tabsOf(clientIds)) this.#promote(participant, role)
  }

  giveRoleToPerson(id: string, role: Role): void {
    this.#policies.of(this.#room.id).giveRole(id, role)
    for (const participant of [...this.#room.participants])
      if (participant.identity.id === id) this.#promote(participant, role)
  }

  #dismiss(participant: Participant): void {
    const { id } = participant.identity
    if (id !== null) this.#policies.of(this.#room.id).remove(id, this.#clock.wallMs())
    participant.close('removed')
  }

  #promote(participant: Participant, role: Role): void {
    const { id } = participant.identity
    if (id !== null) this.#policies.of(this.#room.id).giveRole(id, role)
    participant.tell({ kind: 'role', role })
  }

  #pass(participant: Participant | null, { kind, data, to }: SignalRequest, from: SignalSender): void {
    const receivers = to.length === 0 ? null : this.#ownersOf(to)
    this.#room.tellSignal({ kind, data, from, atMs: this.#clock.wallMs() }, participant, receivers)
  }

  #ownersOf(clientIds: readonly number[]): Set<Participant> {
    return new Set(clientIds.flatMap((clientId) => this.#room.presence.get(clientId)?.owner ?? []))
  }

  /** The owners of these clients, with every other connection of the same verified people. */
  #tabsOf(clientIds: readonly number[]): Set<Participant> {
    const owners = this.#ownersOf(clientIds)
    const ids = new Set([...owners].flatMap(({ identity }) => identity.id ?? []))
    const tabs = [...this.#room.participants].filter(({ identity: { id } }) => id !== null && ids.has(id))
    return new Set([...owners, ...tabs])
  }
}

const isSame = (one: Rules, other: Rules): boolean =>
  one.follow === other.follow && one.reactionsMuted === other.reactionsMuted && one.locked === other.locked
