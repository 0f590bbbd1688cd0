import { afterAll, onTestFinished } from 'vitest'

/** Runs `work` when the test ends, or the file where it is called outside of a test. */
export const onTestCleanup = (work: () => unknown): void => {
  const run = async () => {
    await work()
  }
  try {
    onTestFinished(run)
  } catch {
    // Outside of a test, as in beforeAll, vitest has no test to end.
    afterAll(run)
  }
}
