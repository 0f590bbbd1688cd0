import { RateLimiterMemory } from 'rate-limiter-flexible'

/** Wrong codes of one address in a minute: one link is found in some ten years. A whole school may come from one address. */
const MOST = 100

/** Counts the codes that an address tries. Each counts until it is known to be right, so that many at once are as many as one by one. */
export class CodeAttempts {
  readonly #limiter = new RateLimiterMemory({ points: MOST, duration: 60 })

  /** False where there were too many wrong ones: then this one is not looked at. */
  async begin(address: string): Promise<boolean> {
    const { consumedPoints } = await this.#limiter.penalty(address)
    return consumedPoints <= MOST
  }

  /** It was no wrong one. */
  async forget(address: string): Promise<void> {
    await this.#limiter.reward(address)
  }
}
