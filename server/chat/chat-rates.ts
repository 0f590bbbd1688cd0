import type { Clock } from '../base/clock.ts'
import { LateMap } from '../base/late-map.ts'
import { Bucket } from '../base/rate.ts'
import type { Participant } from '../presence/participant.ts'

/** Ten messages at once, and one in two seconds for long. */
const WRITES = { burst: 10, perSecond: 0.5 }

/** A look into the history reads from the store. */
const READS = { burst: 20, perSecond: 2 }

/** So many questions of one connection wait for their answers. */
const MOST_ASKED = READS.burst

/** How fast the people of one room may write in its chat, and read what was said before. */
export class ChatRates {
  readonly #clock: Clock
  readonly #buckets = new LateMap<string, Bucket>()
  /** How many questions of whom are not answered. */
  readonly #asked = new LateMap<Participant, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get isEmpty(): boolean {
    return this.#buckets.size === 0 && this.#asked.size === 0
  }

  /** All tabs of a person with an id count as one. */
  mayWrite({ id: connection }: Participant, id: string | null): boolean {
    return this.#take(id === null ? `write connection ${connection}` : `write id ${id}`, WRITES)
  }

  /** True where a question is taken, which `answered` ends. */
  mayRead(participant: Participant): boolean {
    const asked = this.#asked.get(participant) ?? 0
    if (asked >= MOST_ASKED || !this.#take(`read ${participant.id}`, READS)) return false
    this.#asked.set(participant, asked + 1)
    return true
  }

  answered(participant: Participant): void {
    const asked = this.#asked.get(participant) ?? 0
    if (asked > 1) this.#asked.set(participant, asked - 1)
    else this.#asked.delete(participant)
  }

  sweep(): void {
    for (const [key, bucket] of this.#buckets) if (bucket.isFull) this.#buckets.delete(key)
  }

  #take(key: string, rate: typeof WRITES): boolean {
    const bucket = this.#buckets.get(key) ?? new Bucket(this.#clock, rate)
    this.#buckets.set(key, bucket)
    return bucket.take()
  }
}
