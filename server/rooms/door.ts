import * as v from 'valibot'
import type { Clock } from '../base/clock.ts'
import { type Note, type OrderBook, PersonOrders } from './person-orders.ts'
import { jsonOrNull, LESSON_MS } from './removals.ts'

/** A person waits for so long after they were heard last; a page asks each few seconds, and is noted again in the second half. */
export const WAIT_MS = 3 * 60_000

const WaitJson = v.object({ name: v.nullable(v.string()), atMs: v.number(), untilMs: v.number() })

/** A person in the waiting room, as stored. */
type Wait = Readonly<v.InferOutput<typeof WaitJson>>

/** So often those are looked for whose time has passed, in ms: thousands may wait, and each asks again. */
const LOOK_MS = 1_000

/** A person in the waiting room. */
export interface Waiting {
  /** The verified id that they will have. */
  readonly id: string
  /** As they gave it, cleaned; null where they gave none. */
  readonly name: string | null
  /** Since when, in ms since 1970. */
  readonly atMs: number
}

/** The waiting room in front of one room: people by links who wait for a host, and those whom one has let in. */
export class Door {
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #note: Note
  #isHeld = false
  readonly #waits: PersonOrders<Wait>
  /** When they were let in. */
  readonly #admitted: PersonOrders<number>
  /** When a lesson ended for which they waited. */
  readonly #over: PersonOrders<number>
  #forgotAtMs = 0
  /** Of those whom nobody has forgotten yet, and when they were counted. */
  #ended = 0
  #countedAtMs = 0

  constructor(clock: Pick<Clock, 'wallMs'>, book: OrderBook) {
    this.#clock = clock
    this.#note = book.note
    this.#waits = new PersonOrders('wait', book, (wait) => JSON.stringify(wait))
    this.#admitted = new PersonOrders('admitted', book)
    this.#over = new PersonOrders('over', book)
  }

  /** Everyone who comes by a link waits. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  get isEmpty(): boolean {
    return !this.#isHeld && this.#ofPeople.every(({ byId }) => byId.size === 0)
  }

  /** How many wait; of those who are heard no more some may be counted for another second. */
  get count(): number {
    const nowMs = this.#clock.wallMs()
    if (Math.abs(nowMs - this.#countedAtMs) >= LOOK_MS) {
      this.#countedAtMs = nowMs
      this.#ended = [...this.#waits.byId.values()].filter(({ untilMs }) => untilMs <= nowMs).length
    }
    return Math.max(0, this.#waits.byId.size - this.#ended)
  }

  /** Those who wait, the first one first. */
  waiting(): readonly Waiting[] {
    const nowMs = this.#clock.wallMs()
    return [...this.#waits.byId]
      .filter(([, { untilMs }]) => untilMs > nowMs)
      .map(([id, { name, atMs }]) => ({ id, name, atMs }))
      .sort((one, other) => one.atMs - other.atMs)
  }

  /** Says whether newcomers wait from now on; `inside` are there already. */
  hold(isHeld: boolean, inside: Iterable<string>): void {
    this.#isHeld = isHeld
    this.#note('held', isHeld ? 'true' : null)
    if (isHeld) for (const id of inside) this.#admitted.set(id, this.#clock.wallMs())
  }

  /** Whether a person waits, and is long enough noted. */
  isNoted(id: string, name: string | null): boolean {
    const wait = this.#current(id)
    return wait !== null && wait.name === name && wait.untilMs - this.#clock.wallMs() > WAIT_MS / 2
  }

  isWaiting(id: string): boolean {
    return this.#current(id) !== null
  }

  /** Notes that a person waits; one who does keeps their place. */
  note(id: string, name: string | null): void {
    this.#forgetOld()
    const nowMs = this.#clock.wallMs()
    const { atMs = nowMs } = this.#current(id) ?? {}
    this.#waits.set(id, { name, atMs, untilMs: nowMs + WAIT_MS })
  }

  /** A person waits no more; false where they did not. */
  leave(id: string): boolean {
    return this.#waits.forget(id)
  }

  /** The lesson is over for all who wait. */
  end(): void {
    this.#forgetOld()
    for (const id of [...this.#waits.byId.keys()]) {
      this.leave(id)
      this.#over.set(id, this.#clock.wallMs())
    }
  }

  /** Whether a lesson has just ended for which this person waited: so long that their page asks again and hears of it. */
  isOver(id: string): boolean {
    const atMs = this.#over.byId.get(id)
    return atMs !== undefined && this.#clock.wallMs() - atMs < WAIT_MS
  }

  admit(id: string): void {
    this.leave(id)
    this.#over.forget(id)
    this.#admitted.set(id, this.#clock.wallMs())
  }

  /** What was said about a person is taken back. */
  dismiss(id: string): void {
    for (const orders of this.#ofPeople) orders.forget(id)
  }

  isAdmitted(id: string): boolean {
    const atMs = this.#admitted.byId.get(id)
    return atMs !== undefined && this.#clock.wallMs() - atMs < LESSON_MS
  }

  nameOf(id: string): string | null {
    return this.#waits.byId.get(id)?.name ?? null
  }

  /** Reads a stored order; any other one is left alone. */
  read(kind: string, id: string, value: string): void {
    const atMs = Number(value)
    if (kind === 'held') this.#isHeld = true
    else if (kind === 'admitted' && Number.isFinite(atMs)) this.#admitted.read(id, atMs)
    else if (kind === 'over' && Number.isFinite(atMs)) this.#over.read(id, atMs)
    else if (kind === 'wait') {
      const wait = jsonOrNull(WaitJson, value)
      if (wait !== null) this.#waits.read(id, wait)
    }
  }

  clear(): void {
    this.#isHeld = false
    this.#countedAtMs = 0
    for (const orders of this.#ofPeople) orders.clear()
  }

  rewrite(): void {
    if (this.#isHeld) this.#note('held', 'true')
    for (const orders of this.#ofPeople) orders.rewrite()
  }

  get #ofPeople() {
    return [this.#waits, this.#admitted, this.#over]
  }

  #current(id: string): Wait | null {
    const wait = this.#waits.byId.get(id)
    return wait !== undefined && wait.untilMs > this.#clock.wallMs() ? wait : null
  }

  #forgetOld(): void {
    const nowMs = this.#clock.wallMs()
    if (Math.abs(nowMs - this.#forgotAtMs) < LOOK_MS) return
    this.#forgotAtMs = nowMs
    this.#countedAtMs = 0
    for (const [id, { untilMs }] of this.#waits.byId) if (untilMs <= nowMs) this.#waits.forget(id)
    for (const [id, atMs] of this.#over.byId) if (nowMs - atMs >= WAIT_MS) this.#over.forget(id)
    for (const [id, atMs] of this.#admitted.byId) if (nowMs - atMs >= LESSON_MS) this.#admitted.forget(id)
  }
}
