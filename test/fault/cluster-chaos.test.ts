import { expect, test } from 'vitest'
import { ClusterChaos } from '../support/cluster-chaos.ts'
import { startKeptCluster } from '../support/kept-relays.ts'

/** The whole of it: `npm run cluster-chaos`, with `SEEDS=20` for twenty, and `HOMEROOM_SEED=7` to begin with another one. */
const SEEDS = Number(process.env.HOMEROOM_SEEDS ?? 0)
/** In its ten seconds a relay stands still for longer than others wait, and one is killed while Postgres is away. */
const SHORT = 2937
const FIRST = Number(process.env.HOMEROOM_SEED ?? (SEEDS > 0 ? 1 : SHORT))

const size = SEEDS > 0 ? { people: 60, faultsMs: 60_000 } : { people: 12, faultsMs: 10_000 }
const seeds = Array.from({ length: Math.max(SEEDS, 1) }, (_, index) => FIRST + index)

test.for(seeds)(
  '[NB7][NB8] relays, Redis and Postgres are killed and stand still: everything is equal at the end (seed %i)',
  { timeout: size.faultsMs + 200_000 },
  async (seed) => {
    const cluster = await startKeptCluster()
    const chaos = new ClusterChaos(cluster, { seed, ...size })
    try {
      await chaos.run()
    } catch (error) {
      const logs = cluster.relays.map(({ log }, index) => `relay ${index}:\n${log}`)
      throw new Error([`HOMEROOM_SEED=${seed} begins it again:`, ...chaos.steps, ...logs].join('\n'), {
        cause: error,
      })
    }
    console.info(`seed ${seed}: ${JSON.stringify(chaos.tally)}`)
    expect(chaos.tally.saved).toBeGreaterThan(0)
    expect(chaos.tally.looks).toBeGreaterThan(0)
  },
)
