import type { Environment } from './environment.ts'

/** Takes what was thrown where nobody could catch it. */
export type Report = (error: unknown) => void

/** Calls `work`. What it throws is reported and goes no further: the caller always goes on. */
export const fenced = (report: Report, work: () => void): void => {
  try {
    work()
  } catch (error) {
    try {
      report(error)
    } catch {
      // An environment whose own report throws has nobody left to tell.
    }
  }
}

/** The same environment, but a timer or a hint whose work throws is reported, and ends neither a page nor a program. */
export const fencedEnvironment = (environment: Environment): Environment => {
  const report: Report = (error) => environment.report(error)
  return {
    nowMs: () => environment.nowMs(),
    wallMs: () => environment.wallMs(),
    random: () => environment.random(),
    WebSocket: environment.WebSocket,
    BroadcastChannel: environment.BroadcastChannel,
    indexedDB: environment.indexedDB,
    isHidden: () => environment.isHidden(),
    report,
    after: (ms, work) => environment.after(ms, () => fenced(report, work)),
    onHint: (listener) => environment.onHint((hint) => fenced(report, () => listener(hint))),
  }
}
