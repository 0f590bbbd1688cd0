/** It rests for so long between two looks; the longer it waits the longer, since looking at a page costs as much as the page. */
const STEP_MS = { least: 5, most: 50 }
/** The part of its wait that it may be late. */
const LATE = 1 / 20

/**
 * Waits until `condition` gives something true, and gives it: the one way in which tests wait. The limit is no
 * measurement; it only ends a test that will never pass.
 */
export const until = async <Value>(
  condition: () => Value | Promise<Value>,
  what = condition.toString(),
  limitMs = 15_000,
): Promise<NonNullable<Value>> => {
  const beganMs = performance.now()
  for (;;) {
    const value = await condition()
    if (value) return value
    const waitedMs = performance.now() - beganMs
    if (waitedMs > limitMs) throw new Error(`it never became true: ${what}`)
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, Math.min(Math.max(waitedMs * LATE, STEP_MS.least), STEP_MS.most))
    await promise
  }
}
