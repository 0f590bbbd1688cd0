import type { PresenceEnvironment } from './environment.ts'

/** Takes what was thrown where nobody could catch it. */
export type Report = (error: unknown) => void

/**
 * Calls `work`. What it throws is reported and goes no further: the caller always goes on. So is what it rejects with later: a
 * listener of the app's may be an async function, and a rejection that nobody handles ends a program.
 */
export const fenced = (report: Report, work: () => unknown): void => {
  const failed = (error: unknown) => {
    try {
      report(error)
    } catch {
      // An environment whose own report throws has nobody left to tell.
    }
  }
  try {
    const done = work()
    if (done instanceof Promise) done.catch(failed)
  } catch (error) {
    failed(error)
  }
}

/** The same environment, but a timer or a hint whose work throws is reported, and ends neither a page nor a program. */
export const fencedEnvironment = <Some extends PresenceEnvironment>(environment: Some): Some => {
  const { after, onHint, report } = environment
  return {
    ...environment,
    after: (ms, work) => after(ms, () => fenced(report, work)),
    onHint: (listener) => onHint((hint) => fenced(report, () => listener(hint))),
  }
}
