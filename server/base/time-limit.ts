import type { Clock } from './clock.ts'

/** Says whether so much time has passed from now on. */
export const timeLimit = (clock: Pick<Clock, 'monotonicMs'>, ms: number): (() => boolean) => {
  const endMs = clock.monotonicMs() + ms
  return () => clock.monotonicMs() >= endMs
}
