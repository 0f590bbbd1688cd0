import type { Reporter, TestCase } from 'vitest/node'

/** Names the tests that failed, and passed when they were run once more at once: each of them is a fault to find. */
export const secondTryReporter = (): Reporter => {
  const again: string[] = []
  return {
    onTestCaseResult(test: TestCase) {
      if (test.diagnostic()?.flaky) again.push(`${test.module.relativeModuleId} > ${test.fullName}`)
    },
    onTestRunEnd() {
      for (const name of again) console.log(`passed at the second try: ${name}`)
    },
  }
}
