import {
  type Json,
  type LessonAnswer,
  type LessonCheck,
  type LessonEnd,
  type LessonSpotlight,
  type LessonTimer,
  parseJson,
  readAnswer,
  readCheck,
  readLessonEnd,
  readSpotlight,
  readTimer,
  STATE_DEPTH,
} from '../../shared/index.ts'
import { LateMap } from '../base/late-map.ts'
import { countsOf } from './lesson-values.ts'
import { LESSON_MS } from './removals.ts'

/** So many people's answers to a check are kept: as many as a room holds by default. */
const MOST_ANSWERS = 2_000

/** A check as it is stored: its counts are those of the answers. */
type StoredCheck = Omit<LessonCheck, 'counts'>

/** Orders about one person are `lesson-answer`, the check, and the key of the person. */
type Kind = 'lesson-timer' | 'lesson-spotlight' | 'lesson-check' | 'lesson-answer' | 'lesson-end'

/** What hosts have ordered in a lesson, and what was answered: rows of the orders of a room, which `note` has written. */
export class LessonOrders {
  readonly #note: (name: string, value: string | null) => void
  #timer: LessonTimer | null = null
  #spotlight: LessonSpotlight | null = null
  #check: StoredCheck | null = null
  #ended: LessonEnd | null = null
  /** By the check and the key: those of an earlier check may have come late from another node. */
  #answers = new LateMap<string, LessonAnswer>()
  /** Those to the check, and their counts; null where they may have changed since: a whole class asks for them at once. */
  #counted: {
    readonly answers: ReadonlyMap<string, LessonAnswer>
    readonly counts: readonly number[]
  } | null = null

  constructor(note: (name: string, value: string | null) => void) {
    this.#note = note
  }

  get timer(): LessonTimer | null {
    return this.#timer
  }

  get spotlight(): LessonSpotlight | null {
    return this.#spotlight
  }

  get check(): StoredCheck | null {
    return this.#check
  }

  get ended(): LessonEnd | null {
    return this.#ended
  }

  /** The answers to the check, by the keys of the people. */
  get answers(): ReadonlyMap<string, LessonAnswer> {
    return this.#count().answers
  }

  /** How many have chosen each choice of the check. */
  get counts(): readonly number[] {
    return this.#count().counts
  }

  #count() {
    const check = this.#check
    if (check === null) return { answers: NO_ANSWERS, counts: [] }
    const isOfIt = ([place, { choice }]: readonly [string, LessonAnswer]) =>
      place.startsWith(`${check.id} `) && choice < check.choices.length
    const made = () => {
      const answers = new Map([...this.#answers].filter(isOfIt).map(([, answer]) => [answer.key, answer]))
      return { answers, counts: countsOf(check, answers) }
    }
    this.#counted ??= made()
    return this.#counted
  }

  /** All of it, as hosts see it, but for what has ended by then. */
  newsAt(nowMs: number) {
    const { check, ...kept } = this.#keptAt(nowMs)
    const answers = check === null ? NO_ANSWERS : this.answers
    const counted = check && { ...check, counts: this.counts }
    return { ...kept, check: counted, answers: [...answers.values()] }
  }

  /** Takes away what has ended by then; false where nothing has. */
  end(nowMs: number): boolean {
    const { timer, spotlight, check, ended } = this.#keptAt(nowMs)
    const isSame =
      timer === this.#timer && spotlight === this.#spotlight && check === this.#check && ended === this.#ended
    if (timer !== this.#timer) this.setTimer(null)
    if (spotlight !== this.#spotlight) this.setSpotlight(null)
    if (check !== this.#check) this.setCheck(null)
    if (ended !== this.#ended) this.setEnd(null)
    return !isSame
  }

  get isEmpty(): boolean {
    const isNull = (part: object | null) => part === null
    const parts = [this.#timer, this.#spotlight, this.#check, this.#ended]
    return parts.every(isNull) && this.#answers.size === 0
  }

  setTimer(timer: LessonTimer | null): void {
    this.#timer = timer
    if (timer !== null) this.#begin()
    this.#noteJson('lesson-timer', timer)
  }

  setSpotlight(spotlight: LessonSpotlight | null): void {
    this.#spotlight = spotlight
    if (spotlight !== null) this.#begin()
    this.#noteJson('lesson-spotlight', spotlight)
  }

  /** Another check begins without answers. */
  setCheck(check: StoredCheck | null): void {
    if (check?.id !== this.#check?.id) {
      for (const place of this.#answers.keys()) this.#note(`lesson-answer ${place}`, null)
      this.#answers.clear()
    }
    this.#check = check
    if (check !== null) this.#begin()
    this.#counted = null
    this.#noteJson('lesson-check', check)
  }

  /** Null begins the next lesson. */
  setEnd(ended: LessonEnd | null): void {
    this.#ended = ended
    this.#noteJson('lesson-end', ended)
  }

  /** What is ordered belongs to the next lesson. */
  #begin(): void {
    if (this.#ended !== null) this.setEnd(null)
  }

  /** False where too many have answered. */
  answer(check: string, answer: LessonAnswer): boolean {
    const place = `${check} ${answer.key}`
    if (!this.#answers.has(place) && this.#answers.size >= MOST_ANSWERS) return false
    this.#answers.set(place, answer)
    this.#counted = null
    this.#noteJson('lesson-answer', answer, place)
    return true
  }

  /** What was stored is read anew. */
  forget(): void {
    this.#timer = null
    this.#spotlight = null
    this.#check = null
    this.#ended = null
    this.#answers = new LateMap()
    this.#counted = null
  }

  /** Reads an order; one that is none is left alone. */
  read(kind: string, place: string, value: string): void {
    // A room may have tens of thousands of others.
    if (!kind.startsWith('lesson-')) return
    const json = jsonOf(value)
    this.#counted = null
    if (kind === 'lesson-timer') this.#timer = readTimer(json)
    else if (kind === 'lesson-spotlight') this.#spotlight = readSpotlight(json)
    else if (kind === 'lesson-check') this.#check = readCheck(json)
    else if (kind === 'lesson-end') this.#ended = readLessonEnd(json)
    else if (kind === 'lesson-answer') {
      const answer = readAnswer(json)
      if (answer !== null && this.#answers.size < MOST_ANSWERS) this.#answers.set(place, answer)
    }
  }

  /** Has everything written again. */
  rewrite(): void {
    if (this.#timer !== null) this.#noteJson('lesson-timer', this.#timer)
    if (this.#spotlight !== null) this.#noteJson('lesson-spotlight', this.#spotlight)
    if (this.#check !== null) this.#noteJson('lesson-check', this.#check)
    if (this.#ended !== null) this.#noteJson('lesson-end', this.#ended)
    for (const [place, answer] of this.#answers) this.#noteJson('lesson-answer', answer, place)
  }

  #keptAt(nowMs: number) {
    const kept = <Part>(part: Part | null, atMs: (part: Part) => number): Part | null =>
      part !== null && nowMs - atMs(part) <= LESSON_MS ? part : null
    return {
      timer: kept(this.#timer, ({ endsAt }) => endsAt),
      spotlight: kept(this.#spotlight, ({ atMs }) => atMs),
      check: kept(this.#check, ({ askedAt }) => askedAt),
      ended: kept(this.#ended, ({ atMs }) => atMs),
    }
  }

  #noteJson(kind: Kind, value: object | null, place = ''): void {
    this.#note(place === '' ? kind : `${kind} ${place}`, value && JSON.stringify(value))
  }
}

const NO_ANSWERS: ReadonlyMap<string, LessonAnswer> = new Map()

const jsonOf = (text: string): Json | undefined => {
  const parsed = parseJson(text, STATE_DEPTH)
  return parsed.ok ? parsed.value : undefined
}
