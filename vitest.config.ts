import { defineConfig } from 'vitest/config'
import { secondTryReporter } from './test/support/second-try-reporter.ts'

/** One project per kind of test, so that a part can be run alone: `npx vitest run --project unit`. */
const kinds = ['unit', 'property', 'contract', 'integration', 'fault', 'browser', 'package']

/** Where a test may take more than a minute, in ms: a package's test installs from the registry. */
const TIMEOUTS_MS: Readonly<Record<string, number>> = { package: 300_000 }

/** What is made once for all tests of a kind. */
const GLOBAL_SETUP: Readonly<Record<string, string[]>> = {
  browser: ['test/browser/built-pages.ts'],
  package: ['test/package/pack.ts'],
}

/** How many files run at once. Most of a test is waiting for sockets, processes and pages: one file at a time leaves the machine idle. */
const WORKERS = 4
/** Here connections are silent and relays start: four leave two cores idle for a third of the time. */
const WORKERS_OF_FAULTS = 6

/** They run sockets, processes and pages, of which a loaded machine may starve one for a while. */
const KINDS_WITH_PROCESSES = ['integration', 'fault', 'browser', 'package']

/** Where the counts go as JSON, for whoever runs the tests by a script. */
const report = process.env.HOMEROOM_TEST_REPORT

export default defineConfig({
  test: {
    reporters:
      report === undefined ? ['default'] : ['default', ['json', { outputFile: report }], secondTryReporter()],
    projects: kinds.map((kind) => ({
      test: {
        name: kind,
        include: [`test/${kind}/**/*.test.ts`],
        // Kinds with another number of workers run in a group of their own.
        ...(kind === 'fault'
          ? { maxWorkers: WORKERS_OF_FAULTS, sequence: { groupOrder: 1 } }
          : { maxWorkers: WORKERS }),
        testTimeout: TIMEOUTS_MS[kind] ?? 60_000,
        globalSetup: GLOBAL_SETUP[kind] ?? [],
        hookTimeout: 60_000,
        // Where tests of a file wait side by side, none waits for its turn.
        maxConcurrency: 10,
        // Where nobody watches, one that fails is run once more; if it passes then, it is named at the end.
        retry: report !== undefined && KINDS_WITH_PROCESSES.includes(kind) ? 1 : 0,
      },
    })),
  },
})
