import {
  type Json,
  type LessonAnswer,
  type LessonNews,
  type LessonSignalKind,
  may,
  type Signal,
} from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Participant } from '../presence/participant.ts'
import type { LessonOrders } from './lesson-orders.ts'

/** More answers than this at once are told as a whole. */
const MOST_NEWS = 20

/** What the relay says itself. */
const RELAY = { clientId: null, id: null, name: null, role: 'host' }

/** Those who are told. */
export interface ToldRoom {
  readonly participants: ReadonlySet<Participant>
  readonly broadcast: { tellState(to: Participant, signal: Signal): void }
}

interface LessonTellerDeps {
  readonly clock: Pick<Clock, 'wallMs'>
  /** What the answer of a participant is known by; undefined where they have none. */
  readonly keyOf: (participant: Participant) => string | undefined
}

/** Tells the people of a room of its lesson: to hosts all of it, to everybody else what they may know. */
export class LessonTeller {
  readonly #room: ToldRoom
  readonly #orders: LessonOrders
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #keyOf: LessonTellerDeps['keyOf']
  /** There are answers that nobody was told of. */
  #isStale = false
  #toldState: string
  #toldAnswers: ReadonlyMap<string, LessonAnswer>

  constructor(room: ToldRoom, orders: LessonOrders, { clock, keyOf }: LessonTellerDeps) {
    this.#room = room
    this.#orders = orders
    this.#clock = clock
    this.#keyOf = keyOf
    this.#toldState = JSON.stringify(this.#stateFor(false))
    this.#toldAnswers = orders.answers
  }

  /** Answers of a whole class come in one turn of the event loop, and are told together after it. */
  tellSoon(): void {
    if (this.#isStale) return
    this.#isStale = true
    setImmediate(() => {
      if (this.#isStale) this.tell()
    })
  }

  /** Tells everybody what has changed, here or by another node. */
  tell(): void {
    this.#isStale = false
    const state = JSON.stringify(this.#stateFor(false))
    const { answers } = this.#orders
    const isNew = ({ key, choice }: LessonAnswer) => this.#toldAnswers.get(key)?.choice !== choice
    const changed = [...answers.values()].filter(isNew)
    const isWhole = state !== this.#toldState
    this.#toldState = state
    this.#toldAnswers = answers
    if (!isWhole && changed.length === 0) return
    const keys = new Set<string | undefined>(changed.map(({ key }) => key))
    const shown = this.#signals()
    for (const participant of this.#room.participants) {
      const isHost = may(participant.identity, 'moderate')
      const isMuch = isHost && changed.length > MOST_NEWS
      if (isWhole || isMuch || keys.has(this.#keyOf(participant))) this.#send(participant, shown(participant))
      else if (isHost) for (const answer of changed) this.#tellAnswer(participant, answer)
    }
  }

  /** What hosts may know, or everybody. */
  #stateFor(isHost: boolean): Omit<LessonNews, 'own' | 'answers'> {
    const { timer, spotlight, check, ended } = this.#orders
    if (check === null) return { timer, spotlight, check, ended }
    const counts = isHost || check.phase === 'shown' ? this.#orders.counts : null
    return { timer, spotlight, check: { ...check, counts }, ended }
  }

  /** Tells one participant all of it. */
  tellAll(participant: Participant): void {
    this.#send(participant, this.#signals()(participant))
  }

  /** Gives what each participant is told now: the same to all who may know the same and have chosen the same. */
  #signals(): (participant: Participant) => Signal {
    const made = new Map<string, Signal>()
    const { answers } = this.#orders
    return (participant) => {
      const isHost = may(participant.identity, 'moderate')
      const own = answers.get(this.#keyOf(participant) ?? '')?.choice ?? null
      const of = `${isHost} ${own}`
      const make = () => {
        const hidden = isHost && { answers: [...answers.values()] }
        return this.#signal('lesson', { ...this.#stateFor(isHost), own, ...hidden })
      }
      const signal = made.get(of) ?? make()
      made.set(of, signal)
      return signal
    }
  }

  #tellAnswer(participant: Participant, answer: LessonAnswer): void {
    this.#send(participant, this.#signal('lesson-answer', { check: this.#orders.check?.id ?? null, answer }))
  }

  #signal(kind: LessonSignalKind, data: object): Signal {
    return { kind, data: data as Json, from: RELAY, atMs: this.#clock.wallMs() }
  }

  #send(to: Participant, signal: Signal): void {
    this.#room.broadcast.tellState(to, signal)
  }
}
