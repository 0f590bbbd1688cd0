// What a bot does, and when: pure, by a clock and a seed.
import { type DrawnStroke, Pen } from './pen.ts'
import type { Random } from './random.ts'

/** Something that a bot does now. */
export type Act =
  | { readonly kind: 'place'; readonly x: number; readonly y: number }
  | { readonly kind: 'hand'; readonly isUp: boolean }
  | { readonly kind: 'react'; readonly emoji: string }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'draw'; readonly stroke: DrawnStroke }

const EMOJIS = ['👍', '🎉', '❤️', '😂', '🤔', '👏']

const WORDS = 'the room is full of light and every one of us has something to say about it'.split(' ')

/** Room widths in a second: a walk, not a jump. */
const SPEED = { least: 0.08, most: 0.25 }
const STAY_MS = { least: 2_000, most: 20_000 }
const HAND_EVERY_MS = { least: 30_000, most: 180_000 }
const HAND_UP_MS = { least: 5_000, most: 40_000 }
const REACT_EVERY_MS = { least: 8_000, most: 60_000 }
/** As people type: bursts of characters, and pauses to think. */
const KEY_MS = { least: 80, most: 320 }
const THINK_MS = { least: 1_000, most: 12_000 }
const MARGIN = 0.04

const MS_PER_S = 1_000

interface Range {
  readonly least: number
  readonly most: number
}

interface Walk {
  readonly fromX: number
  readonly fromY: number
  readonly toX: number
  readonly toY: number
  readonly beganMs: number
  readonly ms: number
}

interface Does {
  readonly types: boolean
  readonly draws: boolean
}

/** A person who walks, raises a hand, reacts, and types and draws where `types` and `draws` are set. */
export class Behaviour {
  readonly #random: Random
  readonly #types: boolean
  readonly #pen: Pen | null
  #x: number
  #y: number
  #walk: Walk | null = null
  #walkAtMs: number
  #handAtMs: number
  #isHandUp = false
  #reactAtMs: number
  #typeAtMs: number
  #letters: readonly string[] = []

  constructor(random: Random, nowMs: number, { types, draws }: Does) {
    this.#random = random
    this.#types = types
    this.#x = random.between(MARGIN, 1 - MARGIN)
    this.#y = random.between(MARGIN, 1 - MARGIN)
    // Not all at once: a class does not begin to walk on one word.
    this.#walkAtMs = nowMs + random.between(0, STAY_MS.most)
    this.#handAtMs = nowMs + this.#within(HAND_EVERY_MS)
    this.#reactAtMs = nowMs + this.#within(REACT_EVERY_MS)
    this.#typeAtMs = nowMs + this.#within(THINK_MS)
    this.#pen = draws ? new Pen(random, nowMs) : null
  }

  /** Where it is when it comes in. */
  get place(): { readonly x: number; readonly y: number } {
    return { x: this.#x, y: this.#y }
  }

  /** What it does at this moment, some ten times a second. */
  acts(nowMs: number): readonly Act[] {
    const stroke = this.#pen?.draws(nowMs) ?? null
    return [
      ...this.#walks(nowMs),
      ...this.#raises(nowMs),
      ...this.#reacts(nowMs),
      ...this.#writes(nowMs),
      ...(stroke === null ? [] : [{ kind: 'draw', stroke } as const]),
    ]
  }

  *#walks(nowMs: number): Iterable<Act> {
    if (this.#walk === null && nowMs >= this.#walkAtMs) this.#walk = this.#setOut(nowMs)
    const walk = this.#walk
    if (walk === null) return
    const part = Math.min(1, (nowMs - walk.beganMs) / walk.ms)
    // It starts and stops softly.
    const eased = part * part * (3 - 2 * part)
    this.#x = walk.fromX + (walk.toX - walk.fromX) * eased
    this.#y = walk.fromY + (walk.toY - walk.fromY) * eased
    if (part === 1) {
      this.#walk = null
      this.#walkAtMs = nowMs + this.#within(STAY_MS)
    }
    yield { kind: 'place', ...this.place }
  }

  #setOut(nowMs: number): Walk {
    const random = this.#random
    const [toX, toY] = [random.between(MARGIN, 1 - MARGIN), random.between(MARGIN, 1 - MARGIN)]
    const far = Math.hypot(toX - this.#x, toY - this.#y)
    const ms = (far / random.between(SPEED.least, SPEED.most)) * MS_PER_S
    return { fromX: this.#x, fromY: this.#y, toX, toY, beganMs: nowMs, ms }
  }

  *#raises(nowMs: number): Iterable<Act> {
    if (nowMs < this.#handAtMs) return
    this.#isHandUp = !this.#isHandUp
    this.#handAtMs = nowMs + this.#within(this.#isHandUp ? HAND_UP_MS : HAND_EVERY_MS)
    yield { kind: 'hand', isUp: this.#isHandUp }
  }

  *#reacts(nowMs: number): Iterable<Act> {
    if (nowMs < this.#reactAtMs) return
    this.#reactAtMs = nowMs + this.#within(REACT_EVERY_MS)
    yield { kind: 'react', emoji: this.#random.pick(EMOJIS) }
  }

  *#writes(nowMs: number): Iterable<Act> {
    if (!this.#types || nowMs < this.#typeAtMs) return
    const [letter, ...left] = this.#letters
    if (letter === undefined) {
      this.#letters = [...`${this.#random.pick(WORDS)} `]
      this.#typeAtMs = nowMs + this.#within(this.#random.below(5) === 0 ? THINK_MS : KEY_MS)
      return
    }
    this.#letters = left
    this.#typeAtMs = nowMs + this.#within(KEY_MS)
    yield { kind: 'type', text: letter }
  }

  #within({ least, most }: Range): number {
    return this.#random.between(least, most)
  }
}
