import { type Clock, systemClock } from '../../server/index.ts'

/** The real time, but the relay's sweeps run when the test says so. */
export const handSweptClock = () => {
  const ticks = new Set<() => void>()
  const clock: Clock = {
    ...systemClock,
    every(_ms, tick) {
      ticks.add(tick)
      return () => ticks.delete(tick)
    },
  }
  return {
    clock,
    sweep: () => {
      for (const tick of ticks) tick()
    },
  }
}
