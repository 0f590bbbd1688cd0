import { NODES } from './bounds.ts'
import { FROZEN_MS } from './lived-time.ts'

const BEAT_MS = 1_000

/** A sweep that comes a little early is in time. */
const EARLY_MS = 100

/** Of a node that says nothing for so long nobody is here any more ([N11]). */
const DEAD_MS = 5_000

/** A node that does not hear itself for so long has no bus, whatever its client library says. */
const DOWN_MS = 3_000

/** A beat that comes back after so many others is as good as none. */
const LATE_BEATS = 3

interface OtherPulse {
  heardAtMs: number
  /** The number of its last beat. */
  beat: number
}

/** Signs of life: of this node, which hears its own, and of all others. Times are those that the node has lived, in ms. */
export class Pulse {
  readonly #othersById = new Map<string, OtherPulse>()
  #seq = 0
  #beatAtMs = Number.NEGATIVE_INFINITY
  /** Null until it has heard itself once. */
  #heardItselfAtMs: number | null = null
  #begunAtMs = 0

  get others(): number {
    return this.#othersById.size
  }

  get ids(): readonly string[] {
    return [...this.#othersById.keys()]
  }

  isDue(nowMs: number): boolean {
    return nowMs - this.#beatAtMs >= BEAT_MS - EARLY_MS
  }

  /** The number of the next beat, which goes out now. */
  beat(nowMs: number): number {
    this.#beatAtMs = nowMs
    this.#seq += 1
    return this.#seq
  }

  isRecent(seq: number): boolean {
    return this.#seq - seq < LATE_BEATS
  }

  heardItself(nowMs: number): void {
    this.#heardItselfAtMs = nowMs
  }

  hearsItself(nowMs: number): boolean {
    return this.#heardItselfAtMs !== null && nowMs - this.#heardItselfAtMs <= DOWN_MS
  }

  /** It has had no time yet to hear itself. */
  isYoung(nowMs: number): boolean {
    return this.#heardItselfAtMs === null && nowMs <= DOWN_MS
  }

  /** Whether it has not heard itself for so long that others have given it up, since it last began. */
  wasAway(nowMs: number): boolean {
    return (
      this.#heardItselfAtMs !== null && nowMs - Math.max(this.#heardItselfAtMs, this.#begunAtMs) > FROZEN_MS
    )
  }

  /** It is another one from now on. */
  beginAnew(nowMs: number): void {
    this.#begunAtMs = nowMs
  }

  /** Something of another node was heard; false for one node too many. */
  heard(id: string, nowMs: number): boolean {
    const other = this.#othersById.get(id)
    if (other !== undefined) other.heardAtMs = nowMs
    else if (this.#othersById.size >= NODES) return false
    else this.#othersById.set(id, { heardAtMs: nowMs, beat: 0 })
    return true
  }

  /** Whether a beat of another node is later than all before: what it lists is news. */
  isLatest(id: string, seq: number): boolean {
    const other = this.#othersById.get(id)
    if (other === undefined || seq <= other.beat) return false
    other.beat = seq
    return true
  }

  /** Nodes that have been silent for too long, each once. */
  takeDead(nowMs: number): readonly string[] {
    const dead = [...this.#othersById].filter(([, { heardAtMs }]) => nowMs - heardAtMs > DEAD_MS)
    for (const [id] of dead) this.#othersById.delete(id)
    return dead.map(([id]) => id)
  }
}
