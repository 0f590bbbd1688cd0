import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Limits } from '../base/limits.ts'

/** So long a person waits who is heard no more. */
const WAIT_S = 180

/** Counts the people of an address who begin to wait: each seat that somebody makes up is another one. */
export class Knocks {
  readonly #most: number
  readonly #limiter: RateLimiterMemory

  constructor({ knocks }: Pick<Limits, 'knocks'>) {
    this.#most = knocks
    this.#limiter = new RateLimiterMemory({ points: knocks, duration: WAIT_S })
  }

  /** False where there were too many. */
  async take(address: string): Promise<boolean> {
    const { consumedPoints } = await this.#limiter.penalty(address)
    return consumedPoints <= this.#most
  }
}
