import type { Clock } from '../../server/index.ts'

/** The clock of a process that a test stops and lets go on: its timers stand still, the time does not. */
export class ProcessClock implements Clock {
  readonly #clock: Clock
  readonly #skewMs: number
  #waiting: (() => void)[] | null = null
  #isDead = false

  constructor(clock: Clock, skewMs: number) {
    this.#clock = clock
    this.#skewMs = skewMs
  }

  wallMs = () => this.#clock.wallMs() + this.#skewMs
  monotonicMs = () => this.#clock.monotonicMs()
  every = (ms: number, tick: () => void) => this.#clock.every(ms, () => this.#run(tick))
  after = (ms: number, then: () => void) => this.#clock.after(ms, () => this.#run(then))

  freeze(): void {
    this.#waiting ??= []
  }

  wake(): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    for (const work of waiting) work()
  }

  kill(): void {
    this.#isDead = true
  }

  #run(work: () => void): void {
    if (this.#isDead) return
    if (this.#waiting === null) work()
    else this.#waiting.push(work)
  }
}
