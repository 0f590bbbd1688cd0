import type { Environment, Hint } from '../../client/index.ts'

interface Timer {
  readonly atMs: number
  readonly work: () => void
}

/** Surroundings driven by hand: time passes by `pass`, hints come by `give`. */
export const fakeEnvironment = (WebSocketClass = globalThis.WebSocket) => {
  const timers = new Set<Timer>()
  const listeners = new Set<(hint: Hint) => void>()
  const reported: unknown[] = []
  let nowMs = 0
  let isHidden = false

  const next = (untilMs: number): Timer | undefined =>
    [...timers].filter(({ atMs }) => atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0]

  const environment: Environment = {
    nowMs: () => nowMs,
    wallMs: () => 1_700_000_000_000 + nowMs,
    random: () => 0.5,
    WebSocket: WebSocketClass,
    BroadcastChannel: null,
    indexedDB: null,
    isHidden: () => isHidden,
    savesData: () => false,
    after(ms, work) {
      const timer = { atMs: nowMs + ms, work }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    report: (error) => {
      reported.push(error)
    },
    onHint(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
  }

  return {
    environment,
    /** What was thrown where nobody could catch it, since the last call. */
    reported: () => reported.splice(0),
    /** Lets time pass, with each timer at its moment. */
    pass(ms: number) {
      const endMs = nowMs + ms
      for (let timer = next(endMs); timer !== undefined; timer = next(endMs)) {
        timers.delete(timer)
        nowMs = Math.max(nowMs, timer.atMs)
        timer.work()
      }
      nowMs = endMs
    },
    /** Lets time pass while the machine sleeps: timers that were due come late, once, afterwards. */
    sleep(ms: number) {
      nowMs += ms
    },
    give(hint: Hint) {
      isHidden = hint === 'hidden' || (hint !== 'visible' && isHidden)
      for (const listener of [...listeners]) listener(hint)
    },
    get timerCount() {
      return timers.size
    },
    get listenerCount() {
      return listeners.size
    },
  }
}
