import type { Hooks } from '../../server/index.ts'
import { hubHarness } from './hub-harness.ts'

type HookName = keyof Hooks

/** A hub with hooks, whose clock a test moves. */
export const hookHarness = (hooks: Hooks) => {
  const harness = hubHarness({ hooks })
  const calls = (hook: HookName, outcome: string) =>
    harness.metric('homeroom_hook_calls_total', { hook, outcome })
  return {
    ...harness,
    /** Time passes, and the relay looks at what waited for it. */
    pass(ms: number): void {
      harness.advance(ms)
      harness.hub.sweep()
      harness.hooks.sweep()
    },
    calls,
    /** How often the store was asked for this. */
    callsOf: harness.calls,
    /** What the log says of hooks. */
    hookLines: () => (harness.lines as readonly { readonly message: string }[]).map(({ message }) => message),
  }
}

/** A promise that never settles. */
export const never = (): Promise<never> => new Promise(() => undefined)
