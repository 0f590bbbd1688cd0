import type { Context } from '../base/context.ts'
import { HOOK_OUTCOMES, type HookLook, type HookName, type HookOutcome } from './hooks.ts'

/** A hook that has not settled by then has failed, whatever it says later. */
const HOOK_MS = 10_000

/** What a hook gave; null where it failed or was late. */
type Given<Value> = { readonly value: Value } | null

interface Call {
  readonly sinceMs: number
  /** Waits for it no more. */
  readonly expire: () => void
}

export interface HookCall<Value> {
  readonly hook: HookName
  readonly room: string
  /** Calls it; the signal is aborted at the deadline. */
  readonly run: (signal: AbortSignal) => Value | Promise<Value>
}

/** Calls code of the host: behind a fence, with a deadline, counted by hook and outcome. */
export class HookCalls {
  readonly #context: Pick<Context, 'clock' | 'log'>
  readonly #calls = new Set<Call>()
  readonly #counter

  constructor({ clock, log, metrics }: Pick<Context, 'clock' | 'log' | 'metrics'>) {
    this.#context = { clock, log }
    this.#counter = metrics.hookCalls
  }

  /** Settles at the deadline, too; it never rejects. */
  async call<Value>({ hook, room, run }: HookCall<Value>): Promise<Given<Value>> {
    const controller = new AbortController()
    const { promise: late, resolve } = Promise.withResolvers<null>()
    const expire = () => {
      this.#count(hook, 'late')
      this.#context.log.error({ room, hook, ms: HOOK_MS }, 'a hook took too long')
      resolve(null)
      controller.abort()
    }
    const call = { sinceMs: this.#context.clock.monotonicMs(), expire }
    this.#calls.add(call)
    const isLate = () => !this.#calls.has(call)
    const settled = this.#settled({ hook, room, run: () => run(controller.signal) }, isLate)
    const given = await Promise.race([settled, late])
    this.#calls.delete(call)
    return given
  }

  /** It gave something that is no answer, threw, or rejected. */
  failed(hook: HookName, room: string, error: unknown): void {
    this.#count(hook, 'failed')
    this.#context.log.error({ room, hook, err: error }, 'a hook failed')
  }

  refused(hook: HookName): void {
    this.#count(hook, 'refused')
  }

  done(hook: HookName): void {
    this.#count(hook, 'done')
  }

  /** It is not told of something: too much waits for it. */
  dropped(hook: HookName): void {
    this.#count(hook, 'dropped')
  }

  async look(hooks: readonly HookName[]): Promise<readonly HookLook[]> {
    const { values } = await this.#counter.get()
    const countOf = (hook: HookName, outcome: HookOutcome) =>
      values.find(({ labels }) => labels.hook === hook && labels.outcome === outcome)?.value ?? 0
    return hooks.map((hook) => {
      const counts = HOOK_OUTCOMES.map((outcome) => [outcome, countOf(hook, outcome)])
      return { hook, calls: Object.fromEntries(counts) }
    })
  }

  sweep(): void {
    const nowMs = this.#context.clock.monotonicMs()
    for (const call of this.#calls) {
      if (nowMs - call.sinceMs < HOOK_MS) continue
      this.#calls.delete(call)
      call.expire()
    }
  }

  async #settled<Value>(
    { hook, room, run }: Omit<HookCall<Value>, 'run'> & { run(): Value | Promise<Value> },
    isLate: () => boolean,
  ): Promise<Given<Value>> {
    try {
      return { value: await run() }
    } catch (error) {
      // One that is late was counted, and often rejects since it was aborted.
      if (!isLate()) this.failed(hook, room, error)
      return null
    }
  }

  #count(hook: HookName, outcome: HookOutcome): void {
    this.#counter.inc({ hook, outcome })
  }
}
