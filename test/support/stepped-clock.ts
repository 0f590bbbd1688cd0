import { type Clock, systemClock } from '../../server/index.ts'

/** A clock of which the wall's time steps when the test says so, as where a machine's clock is set. */
export const steppedClock = (base: Clock = systemClock) => {
  let offsetMs = 0
  const clock: Clock = { ...base, wallMs: () => base.wallMs() + offsetMs }
  return {
    clock,
    step(ms: number): void {
      offsetMs += ms
    },
  }
}
