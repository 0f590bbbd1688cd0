import type { Context } from '../base/context.ts'
import { backoffMs, MOST_BACKOFF_MS } from './backoff.ts'
import type { Outcome } from './delivery.ts'
import type { Failure } from './message.ts'

/** One try after so long, whatever goes wrong: it may have been about one room, whose own events then wait longer. */
const MOST_PAUSE_MS = 60_000

type FailedOutcome = Exclude<Outcome, { readonly kind: 'taken' }>

type HealthDeps = Pick<Context, 'clock' | 'log' | 'metrics'>

/** How a receiver is, by what became of the last tries. */
export class ReceiverHealth {
  /** The URL for people. */
  readonly #url: string
  readonly #deps: HealthDeps
  /** Failures in a row, in whatever rooms. */
  #failures = 0
  #failedAtMs = Number.NEGATIVE_INFINITY
  #retryAtMs = Number.NEGATIVE_INFINITY
  #lastFailure: Failure | null = null
  #isGone = false

  constructor(url: string, deps: HealthDeps) {
    this.#url = url
    this.#deps = deps
  }

  get state(): 'working' | 'failing' | 'gone' {
    if (this.#isGone) return 'gone'
    return this.#failures > 0 ? 'failing' : 'working'
  }

  get lastFailure(): Failure | null {
    return this.#lastFailure
  }

  /** Whether something may be sent to it at all. */
  mayTry(nowMs: number): boolean {
    return !this.#isGone && nowMs >= this.#retryAtMs
  }

  /** It has taken something. True where it had failed before. */
  worked(): boolean {
    const hasFailed = this.#failures > 1
    if (hasFailed) this.#deps.log.info({ url: this.#url }, 'a webhook works again')
    this.forgive()
    return hasFailed
  }

  /** It may be tried at once. */
  forgive(): void {
    this.#failures = 0
    this.#retryAtMs = Number.NEGATIVE_INFINITY
    this.#isGone = false
  }

  /** A try that began at `sinceMs` has failed. */
  failed(outcome: FailedOutcome, sinceMs: number): Failure {
    const { clock, metrics } = this.#deps
    const nowMs = clock.monotonicMs()
    const reason = outcome.kind === 'gone' ? 'status 410' : outcome.reason
    const failure = { reason, atMs: clock.wallMs() }
    this.#lastFailure = failure
    metrics.webhookFailures.inc({ reason: /^(status|timeout)/.test(reason) ? reason : 'network' })
    // Several that were on their way together have failed once.
    if (sinceMs >= this.#failedAtMs) this.#failures += 1
    this.#failedAtMs = nowMs
    if (outcome.kind === 'gone') this.#gone()
    else this.#pause(nowMs, outcome.retryAfterMs ?? 0)
    return failure
  }

  /** One failure may be about the event: then its room alone waits. From the second one in a row on it is the receiver. */
  #pause(nowMs: number, askedMs: number): void {
    const waitMs = this.#failures > 1 ? backoffMs(this.#failures - 1, Math.random()) : 0
    const mostMs = Math.min(MOST_PAUSE_MS, waitMs)
    this.#retryAtMs = nowMs + Math.max(mostMs, Math.min(MOST_BACKOFF_MS, askedMs))
    if (this.#failures !== 2) return
    this.#deps.log.error({ url: this.#url, reason: this.#lastFailure?.reason }, 'a webhook fails')
  }

  #gone(): void {
    if (!this.#isGone) this.#deps.log.error({ url: this.#url }, 'a webhook wants no more events')
    this.#isGone = true
  }
}
