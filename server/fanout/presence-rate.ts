import { PRESENCE_PER_SECOND } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'

/** A room that has fewer in it is taken for smaller after this time, in ms: somebody may only be loading the page again. */
const SMALLER_AFTER_MS = 5_000

/** How many move is counted for so long, in ms. */
const COUNTED_MS = 1_000

/** By then, in ms, clients have heard of another rate and follow it: what came until then says nothing of how many move. */
const FOLLOWED_AFTER_MS = 2_000

/** Fewer move where so many would still be fewer: a crowd at the edge of a row is not told anew all the time. */
const EDGE = 5 / 4

export interface PresenceRateOptions {
  readonly clock: Clock
  /** How many hear it. */
  readonly count: () => number
  /** A room of more people than this is a crowd; null for none. */
  readonly crowd: number | null
  /** Clients have to be told another rate. */
  readonly onChanged: () => void
}

/** How often clients say how they are, by how many hear it, and in a crowd by how many move: slower at once, and faster after a while. */
export class PresenceRate {
  readonly #options: PresenceRateOptions
  #row = 0
  /** Since when fewer are there, or move, on the monotonic clock; null where as many do. */
  #smallerSinceMs: number | null = null
  #moving = 0
  #changes = 0
  #countsFromMs = 0

  constructor(options: PresenceRateOptions) {
    this.#options = options
  }

  /** What a client may send in a second; 0 where nobody hears it. */
  get perSecond(): number {
    return PRESENCE_PER_SECOND[this.#row]?.perSecond ?? 0
  }

  /** No other rate is to come, as far as is known. */
  get isSettled(): boolean {
    return this.#smallerSinceMs === null
  }

  /** Somebody has said something else. */
  changed(): void {
    this.#changes += 1
  }

  /** Looks how many are there. */
  look(): void {
    const { clock, count, crowd } = this.#options
    const people = count()
    const isCrowd = crowd !== null && people > crowd
    this.#countMoving()
    const rowFor = (moving: number) => rowOf(people, isCrowd ? moving : 0)
    const row = Math.max(rowFor(this.#moving), Math.min(this.#row, rowFor(this.#moving * EDGE)))
    if (row >= this.#row) this.#smallerSinceMs = null
    else this.#smallerSinceMs ??= clock.monotonicMs()
    if (row > this.#row || this.#isSmallerForLong) this.#turn(row)
  }

  /** How many there are who send as often as they may. */
  #countMoving(): void {
    const countedMs = this.#options.clock.monotonicMs() - this.#countsFromMs
    if (countedMs > 0 && countedMs < COUNTED_MS) return
    if (countedMs > 0) this.#moving = (this.#changes * 1000) / countedMs / Math.max(1, this.perSecond)
    this.#countFrom(Math.max(0, -countedMs))
  }

  get #isSmallerForLong(): boolean {
    const sinceMs = this.#smallerSinceMs
    return sinceMs !== null && this.#options.clock.monotonicMs() - sinceMs >= SMALLER_AFTER_MS
  }

  #turn(row: number): void {
    this.#row = row
    this.#smallerSinceMs = null
    this.#countFrom(FOLLOWED_AFTER_MS)
    this.#options.onChanged()
  }

  #countFrom(inMs: number): void {
    this.#changes = 0
    this.#countsFromMs = this.#options.clock.monotonicMs() + inMs
  }
}

const rowOf = (people: number, moving: number): number =>
  PRESENCE_PER_SECOND.findIndex((row) => people <= row.people && moving <= row.moving)
