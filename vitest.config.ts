import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { secondTryReporter } from './test/support/second-try-reporter.ts'

/** One project per kind of test, so that a part can be run alone: `npx vitest run --project unit`. They run in this order: the longest first. */
const kinds = ['package', 'browser', 'fault', 'integration', 'contract', 'property', 'unit']

/** They set up what modules take when they are first imported, so that each needs a process of its own. */
const ALONE = ['test/unit/client/presence/expiry.test.ts', 'test/unit/client/old-browsers.test.ts']

/** Where a test may take more than a minute, in ms: a package's test installs from the registry. */
const TIMEOUTS_MS: Readonly<Record<string, number>> = { package: 300_000 }

/** What is made once for all tests of a kind. */
const GLOBAL_SETUP: Readonly<Record<string, string[]>> = {
  browser: ['test/browser/built-pages.ts'],
  package: ['test/package/pack.ts'],
}

/** How many files run at once. Most of a test is waiting for sockets, processes and pages: one file at a time leaves the machine idle. */
const WORKERS = 4

/** They run sockets, processes and pages, of which a loaded machine may starve one for a while. */
const KINDS_WITH_PROCESSES = ['integration', 'fault', 'browser', 'package']

/** A process goes on with the next file only where that is of the same kind. */
class ByKind extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ project }: TestSpecification) => kinds.indexOf(project.name)
    return (await super.sort(files)).toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

/** Where the counts go as JSON, for whoever runs the tests by a script. */
const report = process.env.HOMEROOM_TEST_REPORT

const kindOfTest = (kind: string) => ({
  name: kind,
  include: [`test/${kind}/**/*.test.ts`],
  exclude: ALONE,
  // A process for each file costs more than most files: each would compile the project, and start a browser, anew.
  isolate: false,
  maxWorkers: WORKERS,
  testTimeout: TIMEOUTS_MS[kind] ?? 60_000,
  globalSetup: GLOBAL_SETUP[kind] ?? [],
  hookTimeout: 60_000,
  // Where tests of a file wait side by side, none waits for its turn.
  maxConcurrency: 10,
  // Where nobody watches, one that fails is run once more; if it passes then, it is named at the end.
  retry: report !== undefined && KINDS_WITH_PROCESSES.includes(kind) ? 1 : 0,
})

export default defineConfig({
  test: {
    reporters:
      report === undefined ? ['default'] : ['default', ['json', { outputFile: report }], secondTryReporter()],
    sequence: { sequencer: ByKind },
    projects: [
      ...kinds.map((kind) => ({ test: kindOfTest(kind) })),
      { test: { name: 'alone', include: ALONE, maxWorkers: WORKERS } },
    ],
  },
})
