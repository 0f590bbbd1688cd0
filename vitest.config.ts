import { defineConfig } from 'vitest/config'

/** One project per kind of test, so that a part can be run alone: `npx vitest run --project unit`. */
const kinds = ['unit', 'property', 'contract', 'integration', 'fault', 'browser']

export default defineConfig({
  test: {
    projects: kinds.map((kind) => ({
      test: {
        name: kind,
        include: [`test/${kind}/**/*.test.ts`],
        testTimeout: kind === 'unit' || kind === 'property' ? 20_000 : 60_000,
        hookTimeout: 60_000,
      },
    })),
  },
})
