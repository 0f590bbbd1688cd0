import { afterAll, onTestFinished } from 'vitest'

/**
 * Runs `work` when the test ends, or the file where it is called at the file's top level. In a `beforeAll` vitest would
 * never run it.
 */
export const onTestCleanup = (work: () => unknown): void => {
  const run = async () => {
    await work()
  }
  try {
    onTestFinished(run)
  } catch {
    // At the top level there is no test that could end.
    afterAll(run)
  }
}
