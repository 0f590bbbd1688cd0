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
import { Door } from './door.ts'
import { KeyRights } from './key-rights.ts'
import { LessonOrders } from './lesson-orders.ts'
import { OrderBook, PersonOrders } from './person-orders.ts'
import { NAMELESS, Removals, type RemovedAs } from './removals.ts'

const NO_RULES: Rules = { follow: null, reactionsMuted: false, locked: false }

/** The rules that are stored: each stands there only while it holds. */
const STORED_RULES = ['reactionsMuted', 'locked', 'attendeesWrite'] as const

const isStoredRule = (name: string): name is (typeof STORED_RULES)[number] =>
  STORED_RULES.some((rule) => rule === name)

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
  readonly #words: OwnRoles
  #onChanged: () => void = () => undefined
  #rules = NO_RULES
  #gc: boolean | null = null
  #isChatPaused = false
  /** The waiting room. */
  readonly door: Door
  readonly removals: Removals
  /** The rights to write that go with keys. */
  readonly keyRights: KeyRights
  /** Ids of those who may come in while the room is locked. */
  readonly #insiders: PersonOrders<true>
  readonly #roles: PersonOrders<string>
  /** Ids of those who may write nothing in the chat. */
  readonly #chatMuted: PersonOrders<true>
  #unwritten = new Map<string, string | null>()

  constructor({ clock, roles }: PolicyContext, stored: StoredOrders = {}, onChanged?: () => void) {
    const book = new OrderBook((name, value) => this.#note(name, value))
    this.#words = roles
    this.door = new Door(clock, book)
    this.removals = new Removals(clock, book)
    this.keyRights = new KeyRights(clock, book.note)
    this.#insiders = new PersonOrders('insider', book)
    this.#roles = new PersonOrders('role', book)
    this.#chatMuted = new PersonOrders('chat-muted', book)
    this.#readAll(Object.entries(stored))
    this.removals.forgetOld()
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
    return this.#chatMuted.byId
  }

  /** True where nothing is ordered. */
  get isEmpty(): boolean {
    const named = [this.#insiders, this.#roles, this.#chatMuted].map(({ byId }) => byId)
    const isNobodyNamed = [...named, this.removals.atMsById].every(({ size }) => size === 0)
    const isRuled = STORED_RULES.some((rule) => this.#rules[rule]) || this.#isChatPaused || this.#gc !== null
    return isNobodyNamed && this.door.isEmpty && this.lesson.isEmpty && this.keyRights.isEmpty && !isRuled
  }

  /** Takes what is ordered; where that locks the room, `insiders` may come back. */
  order(rules: Partial<Rules>, insiders: Iterable<string>): void {
    const { attendeesWrite, ...others } = { ...this.#rules, ...rules }
    this.#rules = attendeesWrite ? { ...others, attendeesWrite } : others
    for (const rule of STORED_RULES)
      if (rules[rule] !== undefined) this.#note(rule, rules[rule] ? 'true' : null)
    if (rules.locked === true) for (const id of insiders) this.#insiders.set(id, true)
    if (rules.locked === false) this.#insiders.forgetAll()
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
    if (isMuted) this.#chatMuted.set(id, true)
    else this.#chatMuted.forget(id)
  }

  /** Somebody has come in. */
  entered(id: string): void {
    if (this.rules.locked && !this.#insiders.byId.has(id)) this.#insiders.set(id, true)
  }

  giveRole(id: string, role: string): void {
    this.#roles.set(id, role)
  }

  /** From now on tokens of `id` that were issued until now do not hold. */
  remove(id: string, as: RemovedAs = NAMELESS): void {
    this.removals.remove(id, as)
    this.door.dismiss(id)
    this.keyRights.forgetPerson(id)
    this.#insiders.forget(id)
  }

  /** Lets a person in who waits, or who was removed. */
  letIn(id: string): void {
    this.removals.forgive(id)
    this.door.admit(id)
    this.entered(id)
  }

  admit<By extends Applicant>(applicant: By): Result<By, 'token-revoked' | 'room-locked'> {
    const { identity, issuedAtMs } = applicant
    const { id } = identity
    const removedAtMs = id === null ? undefined : this.removals.atMsById.get(id)
    // The time in a token is in whole seconds (RFC 7519, `iat`).
    if (removedAtMs !== undefined && (issuedAtMs ?? 0) <= removedAtMs)
      return fault('token-revoked', 'The token was given before its bearer was removed.')
    const given = id === null ? undefined : this.#roles.byId.get(id)
    // A word that the relay was told of when it was given, and is not now, waits until it is again.
    const standing = given === undefined ? null : standingOf(given, this.#words)
    if (this.rules.locked && !may(standing ?? identity, 'moderate')) {
      if (id === null || !this.#insiders.byId.has(id)) return fault('room-locked', 'The room is locked.')
    }
    const isAsItWas = standing === null || standing.role === identity.role
    return ok(isAsItWas ? applicant : { ...applicant, identity: withStanding(identity, standing) })
  }

  /** Takes what is stored by now, where others have ordered something; what is ordered here and not stored yet stands. */
  take(stored: StoredOrders): OthersOrders {
    const [rolesBefore, removalsBefore] = [this.#roles.byId, this.removals.atMsById]
    this.#rules = { ...NO_RULES, follow: this.#rules.follow }
    this.#gc = null
    this.#isChatPaused = false
    for (const orders of this.#allOfPeople) orders.clear()
    this.lesson.forget()
    this.#readAll(new Map<string, string | null>([...Object.entries(stored), ...this.#unwritten]))
    const removed = [...this.removals.atMsById].filter(([id, atMs]) => removalsBefore.get(id) !== atMs)
    const roles = [...this.#roles.byId].filter(([id, role]) => rolesBefore.get(id) !== role)
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
    for (const rule of STORED_RULES) if (this.#rules[rule]) this.#note(rule, 'true')
    if (this.#isChatPaused) this.#note('chatPaused', 'true')
    if (this.#gc !== null) this.#note('gc', `${this.#gc}`)
    for (const orders of this.#allOfPeople) orders.rewrite()
    this.lesson.rewrite()
  }

  get #allOfPeople() {
    return [this.#insiders, this.#roles, this.#chatMuted, this.removals, this.keyRights, this.door]
  }

  #readAll(orders: Iterable<readonly [string, string | null]>): void {
    for (const [name, value] of orders) if (value !== null) this.#read(name, value)
    this.removals.readAll()
  }

  /** A name or value that nobody here wrote is left alone: a newer Homeroom may know it. */
  #read(name: string, value: string): void {
    const end = name.indexOf(' ')
    const [kind, id] = end < 0 ? [name, ''] : [name.slice(0, end), name.slice(end + 1)]
    if (isStoredRule(kind)) this.#rules = { ...this.#rules, [kind]: true }
    else if (kind === 'chatPaused') this.#isChatPaused = true
    else if (kind === 'chat-muted') this.#chatMuted.read(id, true)
    else if (kind === 'gc') this.#gc = value === 'true'
    else if (kind === 'insider') this.#insiders.read(id, true)
    else if (kind === 'role') this.#roles.read(id, value)
    else if (kind === 'removed') this.removals.readTime(id, value)
    else if (kind === 'removed-as') this.removals.readAs(id, value)
    else {
      this.door.read(kind, id, value)
      this.lesson.read(kind, id, value)
      this.keyRights.read(kind, id, value)
    }
  }

  #note(name: string, value: string | null): void {
    this.#unwritten.set(name, value)
    this.#onChanged()
  }
}
