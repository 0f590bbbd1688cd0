import {
  fault,
  type Identity,
  may,
  type OwnRoles,
  ok,
  type Result,
  type Rules,
  standingOf,
  withStanding,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { OrderChanges, StoredOrders } from '../store/store.ts'
import { LessonOrders } from './lesson-orders.ts'

/** People that were removed from one room, given a role in it, or let into it while it is locked; the oldest is forgotten. */
const PEOPLE = 10_000

/** A removal is kept for so long: by then the tokens that it holds against must have ended. */
export const REMOVAL_MS = 400 * 24 * 3_600_000

const NO_RULES: Rules = { follow: null, reactionsMuted: false, locked: false }

/** So long a removal holds against new tokens, too, where a link gives them: for the lesson, and for the rest of that day. */
const LESSON_MS = 12 * 3_600_000

/** Orders about one person: `role ada` is the name under which the store has one. */
type OrderKind = 'insider' | 'role' | 'removed' | 'chat-muted'

/** Somebody who asks to come in, or to stay. */
export interface Applicant {
  readonly identity: Identity
  /** When their token was issued, in ms since 1970; null where it does not say. */
  readonly issuedAtMs: number | null
}

export interface PolicyContext {
  readonly clock: Pick<Clock, 'wallMs'>
  /** The relay's own words for roles. */
  readonly roles: OwnRoles
}

/** What others have ordered about people. */
export interface OthersOrders {
  readonly removed: ReadonlySet<string>
  readonly roles: ReadonlyMap<string, string>
}

/** What hosts have ordered in a room, as it was stored and since. Only whom to follow is not stored: that ends with a connection. */
export class Policy {
  /** What belongs to one lesson. */
  readonly lesson = new LessonOrders((name, value) => this.#note(name, value))
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #roles: OwnRoles
  #onChanged: () => void = () => undefined
  #rules = NO_RULES
  #gc: boolean | null = null
  #isChatPaused = false
  /** Ids of those who may come in while the room is locked. */
  #insiders = new Map<string, true>()
  #roleById = new Map<string, string>()
  /** Ids of those who may write nothing in the chat. */
  #chatMuted = new Map<string, true>()
  /** The oldest removal is the first. */
  #removedAtMsById = new Map<string, number>()
  #unwritten = new Map<string, string | null>()

  constructor({ clock, roles }: PolicyContext, stored: StoredOrders = {}, onChanged?: () => void) {
    this.#clock = clock
    this.#roles = roles
    this.#readAll(Object.entries(stored))
    this.#forgetOldRemovals()
    if (onChanged !== undefined) this.#onChanged = onChanged
  }

  get rules(): Rules {
    return this.#rules
  }

  /** Whether the room's document lets go of what was deleted; null where it is as the relay says. */
  get gc(): boolean | null {
    return this.#gc
  }

  /** Nobody but hosts may write in the chat. */
  get isChatPaused(): boolean {
    return this.#isChatPaused
  }

  /** The ids of those who may write nothing in the chat. */
  get chatMuted(): ReadonlyMap<string, true> {
    return this.#chatMuted
  }

  /** True where nothing is ordered. */
  get isEmpty(): boolean {
    const { reactionsMuted, locked } = this.#rules
    const people =
      this.#insiders.size + this.#roleById.size + this.#removedAtMsById.size + this.#chatMuted.size
    const isFree = !reactionsMuted && !locked && !this.#isChatPaused
    return people === 0 && isFree && this.#gc === null && this.lesson.isEmpty
  }

  /** Takes what is ordered; where that locks the room, `insiders` may come back. */
  order(rules: Partial<Rules>, insiders: Iterable<string>): void {
    this.#rules = { ...this.#rules, ...rules }
    for (const rule of ['reactionsMuted', 'locked'] as const)
      if (rules[rule] !== undefined) this.#note(rule, rules[rule] ? 'true' : null)
    if (rules.locked === true) for (const id of insiders) this.#letIn(id)
    if (rules.locked !== false) return
    for (const id of this.#insiders.keys()) this.#note(`insider ${id}`, null)
    this.#insiders.clear()
  }

  orderGc(gc: boolean | null): void {
    this.#gc = gc
    this.#note('gc', gc === null ? null : `${gc}`)
  }

  pauseChat(isPaused: boolean): void {
    this.#isChatPaused = isPaused
    this.#note('chatPaused', isPaused ? 'true' : null)
  }

  muteInChat(id: string, isMuted: boolean): void {
    if (isMuted) this.#setPerson('chat-muted', this.#chatMuted, id, true)
    else this.#forget('chat-muted', this.#chatMuted, id)
  }

  /** Somebody has come in. */
  entered(id: string): void {
    if (this.rules.locked && !this.#insiders.has(id)) this.#letIn(id)
  }

  giveRole(id: string, role: string): void {
    this.#setPerson('role', this.#roleById, id, role)
  }

  /** From now on tokens of `id` that were issued until now do not hold. */
  remove(id: string): void {
    this.#setPerson('removed', this.#removedAtMsById, id, this.#clock.wallMs())
    if (this.#insiders.delete(id)) this.#note(`insider ${id}`, null)
    this.#forgetOldRemovals()
  }

  /** Whether a person who is given new tokens for the asking was removed, and not let in again. */
  isRemoved(id: string): boolean {
    const removedAtMs = this.#removedAtMsById.get(id)
    return removedAtMs !== undefined && this.#clock.wallMs() - removedAtMs < LESSON_MS
  }

  admit<By extends Applicant>(applicant: By): Result<By, 'token-revoked' | 'room-locked'> {
    const { identity, issuedAtMs } = applicant
    const { id } = identity
    const removedAtMs = id === null ? undefined : this.#removedAtMsById.get(id)
    // The time in a token is in whole seconds (RFC 7519, `iat`).
    if (removedAtMs !== undefined && (issuedAtMs ?? 0) <= removedAtMs)
      return fault('token-revoked', 'The token was given before its bearer was removed.')
    const given = id === null ? undefined : this.#roleById.get(id)
    // A word that the relay was told of when it was given, and is not now, waits until it is again.
    const standing = given === undefined ? null : standingOf(given, this.#roles)
    if (this.rules.locked && !may(standing ?? identity, 'moderate')) {
      if (id === null || !this.#insiders.has(id)) return fault('room-locked', 'The room is locked.')
    }
    const isAsItWas = standing === null || standing.role === identity.role
    return ok(isAsItWas ? applicant : { ...applicant, identity: withStanding(identity, standing) })
  }

  /** Takes what is stored by now, where others have ordered something; what is ordered here and not stored yet stands. */
  take(stored: StoredOrders): OthersOrders {
    const [rolesBefore, removalsBefore] = [this.#roleById, this.#removedAtMsById]
    this.#rules = { ...NO_RULES, follow: this.#rules.follow }
    this.#gc = null
    this.#isChatPaused = false
    this.#chatMuted = new Map()
    this.#insiders = new Map()
    this.#roleById = new Map()
    this.#removedAtMsById = new Map()
    this.lesson.forget()
    this.#readAll(new Map<string, string | null>([...Object.entries(stored), ...this.#unwritten]))
    const removed = [...this.#removedAtMsById].filter(([id, atMs]) => removalsBefore.get(id) !== atMs)
    const roles = [...this.#roleById].filter(([id, role]) => rolesBefore.get(id) !== role)
    return { removed: new Set(removed.map(([id]) => id)), roles: new Map(roles) }
  }

  /** Something has changed since the last call of `takeChanges`. */
  get isUnwritten(): boolean {
    return this.#unwritten.size > 0
  }

  /** What has changed since the last call; null where nothing has. */
  takeChanges(): OrderChanges | null {
    if (this.#unwritten.size === 0) return null
    const changes = Object.fromEntries(this.#unwritten)
    this.#unwritten = new Map()
    return changes
  }

  /** Takes changes back that could not be written; what was ordered since then stands. */
  giveBack(changes: OrderChanges): void {
    this.#unwritten = new Map([...Object.entries(changes), ...this.#unwritten])
  }

  /** Has everything written again. */
  rewrite(): void {
    const { reactionsMuted, locked } = this.#rules
    if (reactionsMuted) this.#note('reactionsMuted', 'true')
    if (locked) this.#note('locked', 'true')
    if (this.#isChatPaused) this.#note('chatPaused', 'true')
    if (this.#gc !== null) this.#note('gc', `${this.#gc}`)
    for (const id of this.#chatMuted.keys()) this.#note(`chat-muted ${id}`, 'true')
    for (const id of this.#insiders.keys()) this.#note(`insider ${id}`, 'true')
    for (const [id, role] of this.#roleById) this.#note(`role ${id}`, role)
    for (const [id, atMs] of this.#removedAtMsById) this.#note(`removed ${id}`, `${atMs}`)
    this.lesson.rewrite()
  }

  #readAll(orders: Iterable<readonly [string, string | null]>): void {
    for (const [name, value] of orders) if (value !== null) this.#read(name, value)
    const removals = [...this.#removedAtMsById].sort(([, one], [, other]) => one - other)
    this.#removedAtMsById = new Map(removals)
  }

  /** A name or value that nobody here wrote is left alone: a newer Homeroom may know it. */
  #read(name: string, value: string): void {
    const [kind = '', ...words] = name.split(' ')
    const id = words.join(' ')
    if (kind === 'locked' || kind === 'reactionsMuted') this.#rules = { ...this.#rules, [kind]: true }
    else if (kind === 'chatPaused') this.#isChatPaused = true
    else if (kind === 'chat-muted') this.#chatMuted.set(id, true)
    else if (kind === 'gc') this.#gc = value === 'true'
    else if (kind === 'insider') this.#insiders.set(id, true)
    else if (kind === 'role') this.#roleById.set(id, value)
    else if (kind === 'removed' && Number.isFinite(Number(value)))
      this.#removedAtMsById.set(id, Number(value))
    else this.lesson.read(kind, id, value)
  }

  #note(name: string, value: string | null): void {
    this.#unwritten.set(name, value)
    this.#onChanged()
  }

  #letIn(id: string): void {
    this.#setPerson('insider', this.#insiders, id, true)
  }

  #setPerson<Value>(kind: OrderKind, people: Map<string, Value>, id: string, value: Value): void {
    people.delete(id)
    people.set(id, value)
    this.#note(`${kind} ${id}`, `${value}`)
    const [oldest] = people.keys()
    if (people.size > PEOPLE && oldest !== undefined) this.#forget(kind, people, oldest)
  }

  #forget(kind: OrderKind, people: Map<string, unknown>, id: string): void {
    people.delete(id)
    this.#note(`${kind} ${id}`, null)
  }

  #forgetOldRemovals(): void {
    const endMs = this.#clock.wallMs() - REMOVAL_MS
    for (const [id, atMs] of this.#removedAtMsById) {
      if (atMs > endMs) return
      this.#forget('removed', this.#removedAtMsById, id)
    }
  }
}
