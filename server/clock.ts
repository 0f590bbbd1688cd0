/** Time as an argument: the system's in the relay, a hand-driven one in tests. */
export interface Clock {
  /** Wall time, in ms since 1970. It may step back. */
  wallMs(): number
  /** Time that only rises, in ms since some start. */
  monotonicMs(): number
  /** Calls `tick` every `ms` until the returned function is called. */
  every(ms: number, tick: () => void): () => void
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  },
}

const MS_2020 = Date.UTC(2020, 0, 1)

/**
 * Below this a clock counts changes, as a client does; from it on it is one that a relay set. 2^36 ms are two
 * years after 2020, and no client makes 2^36 changes.
 */
export const RELAY_CLOCK_FLOOR = 2 ** 36

export interface HybridClock {
  /** The next clock of an entry whose last one was `last`: strictly higher, and near the wall time. */
  after(last: number): number
}

/**
 * Clocks that no stock client remembers a higher one of: `max(last + 1, ms since 2020)`, where the time is the
 * wall's at the start and only rises afterwards. A relay that restarts is ahead of what it sent before.
 */
export const createHybridClock = (clock: Clock): HybridClock => {
  const offsetMs = clock.wallMs() - MS_2020 - clock.monotonicMs()
  return { after: (last) => Math.max(last + 1, Math.floor(offsetMs + clock.monotonicMs())) }
}
