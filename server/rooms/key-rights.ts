import * as v from 'valibot'
import { isClaimKey, parseJson, STATE_DEPTH } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import { LateMap } from '../base/late-map.ts'
import type { Note } from './person-orders.ts'
import { LESSON_MS } from './removals.ts'

/** The name under which the store has a right begins with it. */
const KIND = 'key-writes'

const KeyRightJson = v.object({
  /** The verified id; null for an anonymous person. */
  person: v.nullable(v.string()),
  /** A hash of the secret by which they are known, too; null where they gave none. */
  seat: v.nullable(v.string()),
  /** The tab that holds the key, or held it last. */
  clientId: v.pipe(v.number(), v.safeInteger()),
  /** The time of the claim, by which nodes settle it. */
  atMs: v.pipe(v.number(), v.safeInteger()),
  /** When the right was given, in ms since 1970. */
  sinceMs: v.pipe(v.number(), v.safeInteger()),
})

/** The right to write that a host has given somebody with a key. */
export type KeyRight = Readonly<v.InferOutput<typeof KeyRightJson>>

/** The rights to write that hosts have given with keys, as the store has them: for a lesson each, or until the key is another's. */
export class KeyRights {
  readonly #clock: Pick<Clock, 'wallMs'>
  readonly #note: Note
  #rightByKey = new LateMap<string, KeyRight>()

  constructor(clock: Pick<Clock, 'wallMs'>, note: Note) {
    this.#clock = clock
    this.#note = note
  }

  get isEmpty(): boolean {
    return this.#rightByKey.size === 0
  }

  /** All that have not ended, by their keys. */
  all(): readonly (readonly [string, KeyRight])[] {
    return [...this.#rightByKey].filter(([, right]) => this.#isValid(right))
  }

  /** Whether a person was given the right with a key: by their id, or by the secret of which this is the hash. */
  isGiven(key: string, person: string | null, seat: string | null): boolean {
    const right = this.#rightByKey.get(key)
    if (right === undefined || !this.#isValid(right)) return false
    return (person !== null && person === right.person) || (seat !== null && seat === right.seat)
  }

  /** Somebody has a key with the right; where it has moved to another tab of theirs, since the time of before. */
  set(key: string, holder: Omit<KeyRight, 'sinceMs'>): void {
    const { person, seat } = holder
    const sinceMs = this.isGiven(key, person, seat) ? this.#rightByKey.get(key)?.sinceMs : undefined
    const right = { ...holder, sinceMs: sinceMs ?? this.#clock.wallMs() }
    this.#rightByKey.set(key, right)
    this.#write(key, right)
  }

  forget(key: string): void {
    if (this.#rightByKey.delete(key)) this.#note(`${KIND} ${key}`, null)
  }

  /** Somebody else sees to it that the store has it so. */
  drop(key: string): void {
    this.#rightByKey.delete(key)
  }

  /** The tab of a person is gone for good. */
  forgetTab(clientId: number, person: string | null): void {
    for (const [key, right] of this.#rightByKey)
      if (right.clientId === clientId && right.person === person) this.forget(key)
  }

  /** A person has been removed. */
  forgetPerson(id: string): void {
    for (const [key, { person }] of this.#rightByKey) if (person === id) this.forget(key)
  }

  /** Forgets what has ended. */
  sweep(): void {
    for (const [key, right] of this.#rightByKey) if (!this.#isValid(right)) this.forget(key)
  }

  /** Nothing is known any more; what is stored stays. */
  clear(): void {
    this.#rightByKey = new LateMap()
  }

  /** Reads an order; one that is none is left alone. */
  read(kind: string, key: string, value: string): void {
    if (kind !== KIND || !isClaimKey(key)) return
    const json = parseJson(value, STATE_DEPTH)
    const right = v.safeParse(KeyRightJson, json.ok ? json.value : null)
    if (right.success) this.#rightByKey.set(key, right.output)
  }

  /** Has everything written again. */
  rewrite(): void {
    for (const [key, right] of this.#rightByKey) this.#write(key, right)
  }

  #write(key: string, right: KeyRight): void {
    this.#note(`${KIND} ${key}`, JSON.stringify(right))
  }

  #isValid({ sinceMs }: KeyRight): boolean {
    return this.#clock.wallMs() - sinceMs < LESSON_MS
  }
}
