import { expect, test } from 'vitest'
import { type SimulationOptions, simulate } from '../support/node-simulation.ts'

/** `npm run simulate` runs more of them; a seed that was bad once is named below, and stays. */
const SEEDS = Number(process.env.HOMEROOM_SEEDS ?? 50)
const FIRST = Number(process.env.HOMEROOM_SEED ?? 0)

/**
 * Whom to follow was another one on one node: an order that waits was told as none, or came after `here` and was lost. In 1122 the
 * question for the document was lost. In 1636 a node had told one other whom to follow, and ended. In 2046 so with an
 * edit, which the store has. In 2925 two nodes had the same clock. In 6737 nothing was wrong but the test: it looked in the moment
 * in which a node had closed a dead socket, and the others were still to be told.
 */
const BAD = [41, 43, 63, 127, 159, 1122, 1636, 2046, 2925, 6737]

/** In both a node had an edit by an answer of a third one, and called it saved: neither had stored it. */
const BAD_WITH_STORE = [22, 4522]

/**
 * In 17 an entry came over from another node with a key that somebody else had; in 389 a move after a key was told to nobody. In
 * 365 nothing was wrong but the test: it looked while some nodes still kept the key of somebody who was lost.
 */
const BAD_WITH_KEYS = [17, 389, 365]

const STEPS = 60
const MOST_MS_PER_SEED = 5_000

/** Gives how many people came back whom a node had sent away. */
const run = async (seeds: readonly number[], options: SimulationOptions = {}): Promise<number> => {
  let returns = 0
  for (const seed of seeds) {
    try {
      returns += await simulate(seed, seed % 2 === 0 ? 3 : 5, STEPS, options)
    } catch (error) {
      throw new Error(`seed ${seed} ends in another room on another node`, { cause: error })
    }
  }
  return returns
}

/** In a third of the worlds nodes bring people together: of many, some were. */
const runAll = async (options: SimulationOptions = {}): Promise<void> => {
  const returns = await run(
    Array.from({ length: SEEDS }, (_, index) => FIRST + index),
    options,
  )
  if (SEEDS >= 50) expect(returns).toBeGreaterThan(0)
}

test(
  `[N2][N4][N14] nodes to which anything happens have the same room in the end: ${SEEDS} seeds from ${FIRST}`,
  () => runAll(),
  SEEDS * MOST_MS_PER_SEED,
)

test(
  '[N2][N4] the same, with seeds that were bad once',
  async () => void (await run(BAD)),
  BAD.length * MOST_MS_PER_SEED,
)

test(
  `[N7][N8][N9][N14] so with a store that fails, and when all nodes die at once; what is saved is stored: ${SEEDS} seeds from ${FIRST}`,
  () => runAll({ isStored: true }),
  SEEDS * MOST_MS_PER_SEED,
)

test(
  '[N7][N8][N9] the same, with seeds that were bad once',
  async () => void (await run(BAD_WITH_STORE, { isStored: true })),
  BAD_WITH_STORE.length * MOST_MS_PER_SEED,
)

test(
  `[CM7] so with people who take keys and give them: in the end each key is one person's on all nodes: ${SEEDS} seeds from ${FIRST}`,
  () => runAll({ hasKeys: true }),
  SEEDS * MOST_MS_PER_SEED,
)

test(
  '[CM7] the same, with seeds that were bad once',
  async () => void (await run(BAD_WITH_KEYS, { hasKeys: true })),
  BAD_WITH_KEYS.length * MOST_MS_PER_SEED,
)
