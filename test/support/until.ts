/** How long it rests between two looks: briefly at first, longer where it takes long, since looking at a page costs as much as the page. */
const STEP_MS = { first: 5, growth: 1.25, most: 50 }

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
  for (let stepMs = STEP_MS.first; ; stepMs = Math.min(stepMs * STEP_MS.growth, STEP_MS.most)) {
    const value = await condition()
    if (value) return value
    if (performance.now() > endMs) throw new Error(`it never became true: ${what}`)
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, stepMs)
    await promise
  }
}
