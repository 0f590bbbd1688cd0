import { createHash, randomBytes } from 'node:crypto'
import {
  fault,
  isPhase,
  type Json,
  type LessonAnswer,
  type LessonNews,
  type LessonSignalKind,
  may,
  ok,
  type Result,
  type Signal,
  type SignalRequest,
  type SignalSender,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { Bucket } from '../base/rate.ts'
import type { Participant } from '../presence/participant.ts'
import type { PresenceTable } from '../presence/presence-table.ts'
import type { LessonOrders } from './lesson-orders.ts'
import {
  readAnswerOrder,
  readCheckOrder,
  readLessonQuestion,
  readTimerOrder,
  type TimerOrder,
} from './lesson-requests.ts'
import { countsOf, timerAfter } from './lesson-values.ts'

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

/** More answers than this at once, as another node tells them, are told as a whole. */
const MOST_NEWS = 20

/** 96 bits: nobody finds another ref of one hash. */
const HASH_CHARS = 16

/** The room of a lesson. */
interface LessonRoom {
  readonly participants: ReadonlySet<Participant>
  readonly presence: PresenceTable
  readonly broadcast: { tellState(to: Participant, signal: Signal): void }
  lowerHands(clientIds?: Iterable<number>): void
}

/** A participant, as the lesson knows it. */
interface Known {
  /** What a person without a verified id is known by. */
  readonly key: string
  readonly answers: Bucket
  readonly reads: Bucket
}

type Act = (
  data: Json,
  by: { readonly participant: Participant; readonly from: SignalSender; readonly to: readonly number[] },
) => Result<void, LessonFault>

/** The timer, the person who is called on, and the check of a room: [KT1] to [KT9] of docs/protocol.md. */
export class Lesson {
  readonly #room: LessonRoom
  readonly #orders: LessonOrders
  readonly #clock: Clock
  readonly #knownBy = new WeakMap<Participant, Known>()
  /** They may send no signal, and so not ask: they are told once they are in. */
  readonly #arrived = new Set<Participant>()
  #toldState: string
  #toldAnswers: ReadonlyMap<string, LessonAnswer>

  constructor(room: LessonRoom, orders: LessonOrders, { clock }: { readonly clock: Clock }) {
    this.#room = room
    this.#orders = orders
    this.#clock = clock
    this.#toldState = JSON.stringify(this.#stateFor(false))
    this.#toldAnswers = orders.answers
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
    if (done.ok && kind !== 'lesson') this.tell()
    return done
  }

  entered(participant: Participant): void {
    if (!may(participant.identity, 'signal')) this.#arrived.add(participant)
  }

  /** Tells everybody what has changed, here or by another node. */
  tell(): void {
    const state = JSON.stringify(this.#stateFor(false))
    const { answers } = this.#orders
    const isNew = ({ key, choice }: LessonAnswer) => this.#toldAnswers.get(key)?.choice !== choice
    const changed = [...answers.values()].filter(isNew)
    const isWhole = state !== this.#toldState
    this.#toldState = state
    this.#toldAnswers = answers
    if (!isWhole && changed.length === 0) return
    const keys = new Set<string | undefined>(changed.map(({ key }) => key))
    for (const participant of this.#room.participants) {
      const isHost = may(participant.identity, 'moderate')
      const isMuch = isHost && changed.length > MOST_NEWS
      if (isWhole || isMuch || keys.has(this.#keyOf(participant))) this.#tellAll(participant)
      else if (isHost) for (const answer of changed) this.#tellAnswer(participant, answer)
    }
  }

  sweep(): void {
    for (const participant of this.#arrived)
      if (this.#room.participants.has(participant)) this.#tellAll(participant)
    this.#arrived.clear()
    if (this.#orders.end(this.#clock.wallMs())) this.tell()
  }

  readonly #acts: Record<LessonSignalKind, Act> = {
    lesson: (data, { participant }) => {
      const asked = readLessonQuestion(data)
      if (!asked.ok) return asked
      const known = this.#knownOf(participant, asked.value?.ref)
      if (!known.reads.take()) return TOO_FAST
      this.#tellAll(participant)
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
  }

  #time(order: TimerOrder | null): Result<void, LessonFault> {
    const nowMs = this.#clock.wallMs()
    const { timer } = this.#orders
    const next = order === null ? null : timerAfter(order, timer, nowMs)
    if (next === undefined) return NO_TIMER
    this.#orders.setTimer(next)
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
    const { key, answers } = this.#knownOf(participant)
    if (!answers.take()) return TOO_FAST
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
      answers: new Bucket(this.#clock, ANSWERS),
      reads: new Bucket(this.#clock, READS),
    }
    this.#knownBy.set(participant, made)
    return made
  }

  /** What hosts may know, or everybody. */
  #stateFor(isHost: boolean): Omit<LessonNews, 'own' | 'answers'> {
    const { timer, spotlight, check, answers } = this.#orders
    if (check === null) return { timer, spotlight, check }
    const counts = isHost || check.phase === 'shown' ? countsOf(check, answers) : null
    return { timer, spotlight, check: { ...check, counts } }
  }

  #tellAll(participant: Participant): void {
    const isHost = may(participant.identity, 'moderate')
    const { answers } = this.#orders
    const own = answers.get(this.#keyOf(participant) ?? '')?.choice ?? null
    const hidden = isHost && { answers: [...answers.values()] }
    this.#send(participant, 'lesson', { ...this.#stateFor(isHost), own, ...hidden })
  }

  #tellAnswer(participant: Participant, answer: LessonAnswer): void {
    this.#send(participant, 'lesson-answer', { check: this.#orders.check?.id ?? null, answer })
  }

  #send(to: Participant, kind: LessonSignalKind, data: object): void {
    const signal = { kind, data: data as Json, from: RELAY, atMs: this.#clock.wallMs() }
    this.#room.broadcast.tellState(to, signal)
  }
}

const hashOf = (secret: string): string =>
  createHash('sha256').update(secret).digest('base64url').slice(0, HASH_CHARS)

/** What the relay says itself. */
const RELAY = { clientId: null, id: null, name: null, role: 'host' }

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
