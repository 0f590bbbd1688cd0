import type { Measured } from '../result.ts'
import type { Run } from '../scenario.ts'
import { inTime } from '../session.ts'
import type { Settings } from '../settings.ts'
import { type Cluster, startCluster } from './cluster.ts'
import type { Postgres } from './servers.ts'
import type { Setup } from './setups.ts'

interface Measurement {
  readonly run: Run<Cluster>
  readonly postgres: Postgres
  readonly settings: Settings
}

/** Starts what a setup names, measures it once and ends it; a run that fails is a row that says so. */
export const measureOnce = async (
  setup: Setup,
  { run, postgres, settings }: Measurement,
): Promise<Measured> => {
  let cluster: Cluster | null = null
  try {
    cluster = await startCluster(setup, postgres)
    return await inTime(run(cluster, setup, settings))
  } catch (error) {
    return { values: {}, notes: [`failed: ${(error as Error).message}`, ...(cluster?.complaints ?? [])] }
  } finally {
    await cluster?.stop()
  }
}
