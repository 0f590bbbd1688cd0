const BASE_MS = 200
const CAP_MS = 30_000

/**
 * How long to wait before try number `attempt` (0 for the first after a loss), in ms: doubling, at most 30 s, with
 * jitter over the upper half, so that a class that lost its relay together does not come back together.
 */
export const backoffMs = (attempt: number, random: () => number): number => {
  const fullMs = Math.min(CAP_MS, BASE_MS * 2 ** Math.min(attempt, 16))
  return fullMs / 2 + (fullMs / 2) * random()
}
