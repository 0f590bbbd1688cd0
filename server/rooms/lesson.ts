import { createHash, randomBytes } from 'node:crypto'
import {
  fault,
  isPhase,
  type Json,
  type LessonNews,
  type LessonSignalKind,
  may,
  ok,
  type Result,
  type SignalRequest,
  type SignalSender,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { LateMap } from '../base/late-map.ts'
import { Bucket } from '../base/rate.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { LessonOrders } from './lesson-orders.ts'
import {
  readAnswerOrder,
  readCheckOrder,
  readEndOrder,
  readLessonQuestion,
  readTimerOrder,
  type TimerOrder,
} from './lesson-requests.ts'
import { LessonTeller, type ToldRoom } from './lesson-teller.ts'
import { timerAfter } from './lesson-values.ts'

export type LessonFault =
  | 'bad-signal'
  | 'not-found'
  | 'check-over'
  | 'check-closed'
  | 'lesson-too-fast'
  | 'too-many-answers'

/** Somebody may change their mind, and not all the time: each answer is written. */
const ANSWERS = { burst: 5, perSecond: 1 }

/** Questions for all of it: the answer to a host is as long as the class is large. */
const READS = { burst: 10, perSecond: 1 }

/** 96 bits: nobody finds another ref of one hash. */
const HASH_CHARS = 16

/** The room of a lesson. */
interface LessonRoom extends ToldRoom {
  readonly presence: PresenceTable
  lowerHands(clientIds?: Iterable<number>): void
}

/** A participant, as the lesson knows it. */
interface Known {
  /** What a person without a verified id is known by. */
  readonly key: string
  readonly reads: Bucket
}

type Act = (
  data: Json,
  by: { readonly participant: Participant; readonly from: SignalSender; readonly to: readonly number[] },
) => Result<void, LessonFault>

/** The timer, the person who is called on, the check and the end of a lesson: [KT1] to [KT10] of docs/protocol.md. */
export class Lesson {
  readonly #room: LessonRoom
  readonly #teller: LessonTeller
  readonly #orders: LessonOrders
  readonly #clock: Clock
  readonly #knownBy = new WeakMap<Participant, Known>()
  /** How fast people answer, by their keys: in all their tabs together. */
  readonly #answerRates = new LateMap<string, Bucket>()
  /** They may send no signal, and so not ask: they are told once they are in. */
  readonly #arrived = new Set<Participant>()

  constructor(room: LessonRoom, orders: LessonOrders, { clock }: { readonly clock: Clock }) {
    this.#room = room
    this.#orders = orders
    this.#clock = clock
    this.#teller = new LessonTeller(room, orders, { clock, keyOf: (participant) => this.#keyOf(participant) })
  }

  /** All of it, as hosts see it. */
  get news(): Required<Omit<LessonNews, 'own'>> {
    return this.#orders.newsAt(this.#clock.wallMs())
  }

  /** Takes a signal that its sender may send. */
  take(
    participant: Participant,
    { kind, data, to }: SignalRequest & { readonly kind: LessonSignalKind },
    from: SignalSender,
  ): Result<void, LessonFault> {
    const done = this.#acts[kind](data, { participant, from, to })
    if (done.ok && kind === 'lesson-answer') this.#teller.tellSoon()
    else if (done.ok && kind !== 'lesson') this.tell()
    return done
  }

  entered(participant: Participant): void {
    if (!may(participant.identity, 'signal')) this.#arrived.add(participant)
  }

  /** Tells everybody what has changed, here or by another node. */
  tell(): void {
    this.#teller.tell()
  }

  sweep(): void {
    for (const participant of this.#arrived)
      if (this.#room.participants.has(participant)) this.#teller.tellAll(participant)
    this.#arrived.clear()
    for (const [key, rate] of this.#answerRates) if (rate.isFull) this.#answerRates.delete(key)
    if (this.#orders.end(this.#clock.wallMs())) this.tell()
  }

  readonly #acts: Record<LessonSignalKind, Act> = {
    lesson: (data, { participant }) => {
      const asked = readLessonQuestion(data)
      if (!asked.ok) return asked
      const known = this.#knownOf(participant, asked.value?.ref)
      if (!known.reads.take()) return TOO_FAST
      this.#teller.tellAll(participant)
      return DONE
    },

    'lesson-timer': (data) => {
      const order = readTimerOrder(data)
      return order.ok ? this.#time(order.value) : order
    },

    'lesson-spotlight': (data, { to }) => {
      const [clientId, another] = to
      if (typeof data !== 'boolean' || another !== undefined || data !== (clientId !== undefined))
        return NOT_ONE
      if (clientId === undefined) this.#orders.setSpotlight(null)
      else return this.#callOn(clientId)
      return DONE
    },

    'lesson-check': (data) => {
      const order = readCheckOrder(data)
      if (!order.ok) return order
      const asked = {
        id: randomBytes(6).toString('hex'),
        phase: 'open',
        askedAt: this.#clock.wallMs(),
      } as const
      this.#orders.setCheck(order.value && { ...asked, ...order.value })
      return DONE
    },

    'lesson-phase': (data) => {
      const { check } = this.#orders
      if (!isPhase(data)) return NO_PHASE
      if (check === null) return NO_CHECK
      this.#orders.setCheck({ ...check, phase: data })
      return DONE
    },

    'lesson-answer': (data, { participant, from }) => {
      const order = readAnswerOrder(data)
      return order.ok ? this.#answer(participant, from, order.value) : order
    },

    'lesson-end': (data) => {
      const order = readEndOrder(data)
      return order.ok ? this.#endLesson(order.value) : order
    },
  }

  #time(order: TimerOrder | null): Result<void, LessonFault> {
    const nowMs = this.#clock.wallMs()
    const { timer } = this.#orders
    const next = order === null ? null : timerAfter(order, timer, nowMs)
    if (next === undefined) return NO_TIMER
    this.#orders.setTimer(next)
    return DONE
  }

  #endLesson(order: { readonly leave: boolean } | null): Result<void, LessonFault> {
    if (order !== null) {
      this.#orders.setTimer(null)
      this.#orders.setSpotlight(null)
      this.#orders.setCheck(null)
    }
    this.#orders.setEnd(order && { atMs: this.#clock.wallMs(), ...order })
    return DONE
  }

  #callOn(clientId: number): Result<void, LessonFault> {
    const entry = this.#room.presence.get(clientId)
    if (entry === undefined) return NOBODY
    const { id } = entry.owner.identity
    const { name } = entry.state
    const text = typeof name === 'string' ? name : entry.owner.identity.name
    this.#orders.setSpotlight({ clientId, id, name: text, atMs: this.#clock.wallMs() })
    const tabs = [...this.#room.presence.values()].filter(
      ({ owner }) => id !== null && owner.identity.id === id,
    )
    this.#room.lowerHands([clientId, ...tabs.map((tab) => tab.clientId)])
    return DONE
  }

  #answer(
    participant: Participant,
    { clientId, id, name: known }: SignalSender,
    { check: asked, choice }: { readonly check: string; readonly choice: number },
  ): Result<void, LessonFault> {
    const { check } = this.#orders
    if (check?.id !== asked) return CHECK_OVER
    if (check.phase !== 'open') return CHECK_CLOSED
    if (choice >= check.choices.length) return NO_CHOICE
    const { key } = this.#knownOf(participant)
    const rate = this.#answerRates.get(key) ?? new Bucket(this.#clock, ANSWERS)
    this.#answerRates.set(key, rate)
    if (!rate.take()) return TOO_FAST
    const seen = clientId === null ? undefined : this.#room.presence.get(clientId)?.state.name
    const name = typeof seen === 'string' ? seen : known
    return this.#orders.answer(check.id, { key, id, clientId, name, choice }) ? DONE : TOO_MANY
  }

  /** Undefined for somebody without a verified id who has not asked or answered yet: they may still say what they are known by. */
  #keyOf(participant: Participant): string | undefined {
    const { id } = participant.identity
    return id === null ? this.#knownBy.get(participant)?.key : `id:${id}`
  }

  /** A connection has one key for as long as it lives: nobody answers for many. */
  #knownOf(participant: Participant, ref?: string): Known {
    const { id } = participant
    const known = this.#knownBy.get(participant)
    if (known !== undefined) return known
    const secret = ref === undefined ? `connection ${id}` : `ref ${ref}`
    const made = {
      key: this.#keyOf(participant) ?? hashOf(secret),
      reads: new Bucket(this.#clock, READS),
    }
    this.#knownBy.set(participant, made)
    return made
  }
}

const hashOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url').slice(0, HASH_CHARS)

const DONE = ok(undefined)
const NOT_ONE = fault('bad-signal', 'One person is called on by true, and nobody by false.')
const NOBODY = fault('not-found', 'Nobody there has this clientId.')
const NO_PHASE = fault('bad-signal', 'A check is open, closed or shown.')
const NO_TIMER = fault('bad-signal', 'No timer runs, or it would run for over a day.')
const NO_CHECK = fault('check-over', 'Nothing is asked.')
const CHECK_OVER = fault('check-over', 'This check is over.')
const CHECK_CLOSED = fault('check-closed', 'The check takes no more answers.')
const NO_CHOICE = fault('bad-signal', 'The check has no such choice.')
const TOO_FAST = fault('lesson-too-fast', 'That is too fast: wait a moment.')
const TOO_MANY = fault('too-many-answers', 'Too many people have answered.')
