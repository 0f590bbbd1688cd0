/** Time as an argument: the system's in the relay, a hand-driven one in tests. All times are in ms. */
export interface Clock {
  /** Wall time, in ms since 1970. It may step back. */
  wallMs(): number
  /** Time that only rises, in ms since some start. */
  monotonicMs(): number
  /** Calls `tick` every `ms` until the returned function is called. */
  every(ms: number, tick: () => void): () => void
  /** Calls `then` once, `ms` from now. */
  after(ms: number, then: () => void): void
}

/** The clock of the system. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  },
  after(ms, then) {
    setTimeout(then, ms)
  },
}

const MS_2020 = Date.UTC(2020, 0, 1)

/**
 * What the relay's clocks are multiples of. A client that hears a relay's clock for its own entry, through
 * another tab of its browser, counts on from there by ones: so its own changes lie between two of the relay's
 * clocks, and what merely comes back is told apart from what is new.
 */
export const CLOCK_STEP = 1024

/**
 * Below this a clock counts changes, as a client does; from it on it is one that a relay set. It stands for two
 * years after 2020, and no client makes 2^46 changes.
 */
export const RELAY_CLOCK_FLOOR = 2 ** 36 * CLOCK_STEP

/** True for a clock that a relay made; false where a client counted on from one. */
export const isRelayMade = (clock: number): boolean => clock >= RELAY_CLOCK_FLOOR && clock % CLOCK_STEP === 0

/** The next clock of an entry that another node has stamped: a step on, whatever the time is here. */
export const stepAfter = (last: number): number => (Math.floor(last / CLOCK_STEP) + 1) * CLOCK_STEP

/** So far ahead of the wall another node's clock is followed, in ms. */
const AHEAD_MS = 60_000

export interface HybridClock {
  /** The next clock of an entry whose last one was `last`: strictly higher, and near the wall time. */
  after(last: number): number
  /** Another node has this clock: from now on ours is no lower. Gives it, or the most that is believed where that is less. */
  heard(clock: number): number
  /**
   * The next clock of an entry whose owner sent `heard`: that one, where the owner counts on from a clock of
   * ours. To set a higher one would put the owner's other tabs ahead of the owner itself.
   */
  follow(last: number, heard: number): number
}

/**
 * Clocks that no stock client remembers a higher one of: the next multiple of 1024 after the last, or ms since
 * 2020 * 1024 where that is more. The time is the wall's at the start and only rises afterwards; a relay that
 * restarts is ahead of what it sent before. Where nodes share rooms it follows the highest that it has heard.
 */
export const createHybridClock = (clock: Clock): HybridClock => {
  const offsetMs = clock.wallMs() - MS_2020 - clock.monotonicMs()
  let highest = 0
  const wall = () => Math.floor(offsetMs + clock.monotonicMs()) * CLOCK_STEP
  const now = () => Math.max(highest, wall())
  const after = (last: number) => Math.max(stepAfter(last), now())
  return {
    after,
    heard(heard) {
      const believed = Math.min(heard, wall() + AHEAD_MS * CLOCK_STEP)
      highest = Math.max(highest, believed)
      return believed
    },
    follow: (last, heard) =>
      // A clock of the future is nobody's: it would outlive the relay and freeze the entry for who remembers it.
      heard > last && heard >= RELAY_CLOCK_FLOOR && heard <= now() + CLOCK_STEP ? heard : after(last),
  }
}
