const STEP_MS = 5

/**
 * Waits until `condition` gives something true, and gives it: the one way in which tests wait. The limit is no
 * measurement; it only ends a test that will never pass.
 */
export const until = async <Value>(
  condition: () => Value | Promise<Value>,
  what = condition.toString(),
  limitMs = 15_000,
): Promise<NonNullable<Value>> => {
  const endMs = performance.now() + limitMs
  for (;;) {
    const value = await condition()
    if (value) return value
    if (performance.now() > endMs) throw new Error(`it never became true: ${what}`)
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, STEP_MS)
    await promise
  }
}
