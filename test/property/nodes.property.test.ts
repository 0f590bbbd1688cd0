import { test } from 'vitest'
import { simulate } from '../support/node-simulation.ts'

const SEEDS = Number(process.env.HOMEROOM_SEEDS ?? 50)
const FIRST = Number(process.env.HOMEROOM_SEED ?? 0)

test(`[N2][N13] nodes to which anything happens have the same room in the end: ${SEEDS} seeds from ${FIRST}`, async () => {
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    try {
      await simulate(seed, seed % 2 === 0 ? 3 : 5, 60)
    } catch (error) {
      throw new Error(`seed ${seed}`, { cause: error })
    }
  }
}, 120_000)
