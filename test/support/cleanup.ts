import { AsyncLocalStorage } from 'node:async_hooks'
import { afterAll, onTestFinished, type TestContext } from 'vitest'

/** Of tests that run side by side: vitest does not know which of them asks. */
const own = new AsyncLocalStorage<TestContext['onTestFinished']>()

/** Makes a test of `test.concurrent` one whose cleanups run at its own end. */
export const sideBySide =
  (work: () => Promise<void>) =>
  ({ onTestFinished }: TestContext): Promise<void> =>
    own.run(onTestFinished, work)

/**
 * Runs `work` when the test ends, or the file where it is called at the file's top level. In a `beforeAll` vitest would
 * never run it.
 */
export const onTestCleanup = (work: () => unknown): void => {
  const run = async () => {
    await work()
  }
  try {
    const onFinished = own.getStore() ?? onTestFinished
    onFinished(run)
  } catch {
    // At the top level there is no test that could end.
    afterAll(run)
  }
}
