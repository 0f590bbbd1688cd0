import { type Clock, systemClock } from '../../server/index.ts'

/** The real time, but the relay's sweeps run when the test says so, each of them whole: the time stands still while one runs. */
export const handSweptClock = () => {
  const ticks = new Set<() => void>()
  let stillMs: number | null = null
  const clock: Clock = {
    ...systemClock,
    // A sweep that takes long goes on in a later turn of the event loop, and the next one does not begin before it has ended.
    monotonicMs: () => stillMs ?? systemClock.monotonicMs(),
    every(_ms, tick) {
      ticks.add(tick)
      return () => ticks.delete(tick)
    },
  }
  return {
    clock,
    sweep: () => {
      stillMs = systemClock.monotonicMs()
      for (const tick of ticks) tick()
      stillMs = null
    },
  }
}
