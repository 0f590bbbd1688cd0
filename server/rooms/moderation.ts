import {
  fault,
  isLessonSignal,
  type OwnRoles,
  ok,
  type Result,
  type RoomId,
  type Rules,
  rolesOf,
  type Signal,
  type SignalRequest,
  type SignalSender,
  type Standing,
  standingOf,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Broadcast } from '../fanout/broadcast.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { StoredOrders, StoredPolicy } from '../store/store.ts'
import type { ChatDesk } from './chat-desk.ts'
import type { Claims } from './claims.ts'
import { Closing } from './closing.ts'
import type { HostCode } from './host-code.ts'
import { Lesson } from './lesson.ts'
import { OrderJournal, type OrderJournalDeps } from './order-journal.ts'
import type { OrderRate } from './order-rate.ts'
import { Policy } from './policy.ts'
import { idsInside, RoomDoor, type RoomDoorDeps } from './room-door.ts'
import { actOn, isOfChat, mayBeSent, rightFor, type SignalFault } from './signal-acts.ts'

export interface ModerationDeps extends OrderJournalDeps, RoomDoorDeps {
  readonly hostCode: Pick<HostCode, 'judge'>
  readonly chat: ChatDesk
  readonly orderRate: OrderRate
  /** Whether documents let go of what was deleted, where nothing is ordered for their room. */
  readonly gc: boolean
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

/** The room that is moderated. */
interface ModeratedRoom {
  readonly id: RoomId
  readonly participants: ReadonlySet<Participant>
  readonly presence: PresenceTable
  readonly document: { gc: boolean }
  readonly broadcast: Pick<Broadcast, 'answerSignal' | 'stir'> & {
    tellState(to: Participant, signal: Signal): void
  }
  lowerHands(clientIds?: Iterable<number>): void
  tellSignal(signal: Signal, by: Participant, to: ReadonlySet<Participant> | null): void
  tellRules(): void
}

/** The signals of a room: what hosts order is done, and everything else is passed on. */
export class Moderation {
  /** What is ordered, and what of it waits for the store. */
  readonly policy: Policy
  readonly orders: OrderJournal
  /** The holders of keys. */
  readonly claims: Claims
  /** The timer, the person who is called on, the check. */
  readonly lesson: Lesson
  /** The waiting room in front of this one. */
  readonly door: RoomDoor
  /** Those whom a host has removed, here or on another node, go by it. */
  readonly closing: Closing
  readonly #room: ModeratedRoom
  readonly #clock: Clock
  readonly #orderRate: OrderRate
  readonly #hostCode: ModerationDeps['hostCode']
  readonly #chat: ChatDesk
  readonly #gc: boolean
  readonly #roles: OwnRoles

  constructor(room: ModeratedRoom, claims: Claims, stored: StoredPolicy, deps: ModerationDeps) {
    this.#room = room
    this.claims = claims
    this.#clock = deps.clock
    this.closing = new Closing(deps.clock)
    this.#orderRate = deps.orderRate
    this.policy = new Policy(deps, stored.orders, () => {
      this.orders.changed()
      room.broadcast.stir()
    })
    claims.remember(this.policy.keyRights)
    this.orders = new OrderJournal(
      {
        room: room.id,
        policy: this.policy,
        version: stored.policyVersion,
        onOthers: (orders) => this.#heed(orders),
      },
      deps,
    )
    this.lesson = new Lesson(room, this.policy.lesson, deps)
    this.door = new RoomDoor(room, this.policy, deps)
    this.#hostCode = deps.hostCode
    this.#chat = deps.chat
    this.#gc = deps.gc
    this.#roles = deps.roles
    room.document.gc = this.policy.gc ?? deps.gc
  }

  get rules(): Rules {
    return this.policy.rules
  }

  /** Takes a signal of `participant`. */
  take(participant: Participant, request: SignalRequest, from: SignalSender): Result<void, SignalFault> {
    const taken = this.#take(participant, request, from)
    if (!taken.ok) this.#chat.refused({ room: this.#room.id, request, participant }, taken.fault)
    return taken
  }

  /** Signals of another node may not have come. */
  missedSignals(): void {
    this.#chat.missed(this.#room.id)
  }

  #take(participant: Participant, request: SignalRequest, from: SignalSender): Result<void, SignalFault> {
    if (!this.#mayOrder(participant, request, from)) return TOO_MANY_ORDERS
    const allowed = mayBeSent(request, from)
    if (!allowed.ok) return allowed
    const asked = { room: this.#room.id, request, participant }
    // A question for what is there is told to nobody.
    const isQuestion = request.kind === 'chat-history' || request.kind === 'lesson'
    const judged = isQuestion ? ok(undefined) : this.#hostCode.judge(asked)
    if (!judged.ok) return judged
    if (isOfChat(request.kind)) return this.#chat.take({ ...asked, from })
    const { kind } = request
    if (isLessonSignal(kind)) return this.lesson.take(participant, { ...request, kind }, from)
    const outcome = actOn(this, request, from)
    if (!outcome.ok) return outcome
    if (outcome.value !== null) this.#pass(participant, outcome.value, from)
    return ok(undefined)
  }

  entered(participant: Participant): void {
    const { id } = participant.identity
    this.lesson.entered(participant)
    if (id !== null) this.policy.entered(id)
  }

  /** Nobody follows somebody who is gone. */
  sweep(): void {
    const { follow } = this.rules
    if (follow !== null && this.#room.presence.get(follow) === undefined) this.setRules({ follow: null })
    this.lesson.sweep()
    this.policy.keyRights.sweep()
    this.door.sweep()
    this.orders.sweep()
  }

  setRules(rules: Partial<Rules>): void {
    const before = this.rules
    this.policy.order(rules, idsInside(this.#room))
    if (!isSame(before, this.rules)) this.#room.tellRules()
  }

  /** Whether the document lets go of what was deleted from now on; null is as the relay is set. */
  setGc(gc: boolean | null): void {
    this.policy.orderGc(gc)
    this.#room.document.gc = gc ?? this.#gc
  }

  lowerHands(clientIds?: Iterable<number>): void {
    this.#room.lowerHands(clientIds)
  }

  /** Removes the owners of these clients, with all their tabs. */
  remove(clientIds: readonly number[]): void {
    const tabs = [...this.#tabsOf(clientIds)]
    const nameOf = this.#names()
    for (const id of new Set(tabs.flatMap(({ identity }) => identity.id ?? [])))
      this.policy.remove(id, { name: nameOf(id), waited: false })
    this.closing.close(tabs, 'removed')
    this.door.told()
  }

  /** Removes people by their verified ids, whether they are here or not. */
  removePeople(ids: readonly string[]): void {
    const nameOf = this.#names()
    for (const id of ids) this.policy.remove(id, { name: nameOf(id), waited: this.policy.door.isWaiting(id) })
    this.closing.close([...this.#room.participants].filter(isOneOf(new Set(ids))), 'removed')
    // Once: hosts are told how many wait.
    this.door.told()
  }

  /** What a role stands for; a fault, which names the roles, where it is none. */
  standingOf(role: unknown): Result<Standing, 'bad-signal'> {
    const standing = typeof role === 'string' ? standingOf(role, this.#roles) : null
    return standing === null
      ? fault('bad-signal', `The roles are ${rolesOf(this.#roles).join(', ')}.`)
      : ok(standing)
  }

  giveRole(clientIds: readonly number[], standing: Standing): void {
    for (const participant of this.#tabsOf(clientIds)) this.#promote(participant, standing)
  }

  giveRoleToPerson(id: string, standing: Standing): void {
    this.policy.giveRole(id, standing.role)
    for (const participant of [...this.#room.participants])
      if (participant.identity.id === id) this.#promote(participant, standing)
  }

  /** What others have ordered holds here, too. */
  #heed(stored: StoredOrders): void {
    const before = this.rules
    const { removed, roles } = this.policy.take(stored)
    this.#room.document.gc = this.policy.gc ?? this.#gc
    const here = [...this.#room.participants]
    this.closing.close(here.filter(isOneOf(removed)), 'removed')
    for (const participant of here) {
      const { id } = participant.identity
      if (id === null || removed.has(id)) continue
      // Where it was locked elsewhere, those who are here may come back, too.
      this.policy.entered(id)
      const standing = this.standingOf(roles.get(id))
      if (standing.ok) participant.tell({ kind: 'role', standing: standing.value })
    }
    if (!isSame(before, this.rules)) this.#room.tellRules()
    this.lesson.tell()
    this.door.told()
  }

  /** Gives the name by which everyone sees a person, or saw them last. All who are here are looked at once. */
  #names(): (id: string) => string | null {
    const shownById = new Map<string, string>()
    for (const { owner, state } of this.#room.presence.values()) {
      const { id } = owner.identity
      if (id !== null && typeof state.name === 'string' && !shownById.has(id)) shownById.set(id, state.name)
    }
    const { door, removals } = this.policy
    return (id) => shownById.get(id) ?? door.nameOf(id) ?? removals.nameOf(id)
  }

  #promote(participant: Participant, standing: Standing): void {
    const { id } = participant.identity
    if (id !== null) this.policy.giveRole(id, standing.role)
    participant.tell({ kind: 'role', standing })
  }

  #pass(participant: Participant, { kind, data, to }: SignalRequest, from: SignalSender): void {
    const receivers = to.length === 0 ? null : this.#ownersOf(to)
    this.#room.tellSignal({ kind, data, from, atMs: this.#clock.wallMs() }, participant, receivers)
  }

  /** What comes by HTTP was counted there, and the host's own code is not counted. */
  #mayOrder({ source }: Participant, request: SignalRequest, { id }: SignalSender): boolean {
    if (source === 'http' || source === 'server' || id === null) return true
    return !isOrder(request) || this.#orderRate.take(id)
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

const TOO_MANY_ORDERS = fault('too-many-orders', 'Too many orders: some of them have to wait.')

/** Whether a signal is for hosts alone. */
const isOrder = ({ kind }: SignalRequest): boolean => rightFor(kind) === 'moderate'

const isOneOf =
  (ids: ReadonlySet<string>) =>
  ({ identity: { id } }: Participant): boolean =>
    id !== null && ids.has(id)

const isSame = (one: Rules, other: Rules): boolean =>
  one.follow === other.follow &&
  one.reactionsMuted === other.reactionsMuted &&
  one.locked === other.locked &&
  one.attendeesWrite === other.attendeesWrite
