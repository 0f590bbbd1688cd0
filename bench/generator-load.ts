import type { Histogram } from './statistics.ts'

/** Above either, what is measured may be the generator and not the relay. */
const BUSY_SHARE = 0.9
const LATE_MS = 30

const US_PER_MS = 1000

/** The generator's own load in a window. */
export interface GeneratorLoad {
  /** Of one core. */
  readonly cpuShare: number
  readonly lagP99Ms: number | null
  /** Has a note if the generator was too busy. */
  readonly notes: readonly string[]
}

/** Watches this process until the result is asked for. */
export const watchGenerator = (lags: Histogram | null) => {
  const startMs = performance.now()
  const cpuStart = process.cpuUsage()
  lags?.clear()

  return (): GeneratorLoad => {
    const { user, system } = process.cpuUsage(cpuStart)
    const cpuShare = (user + system) / US_PER_MS / (performance.now() - startMs)
    const lagP99Ms = lags?.percentile(0.99) ?? null
    return {
      cpuShare,
      lagP99Ms,
      notes: cpuShare > BUSY_SHARE || (lagP99Ms ?? 0) > LATE_MS ? ['generator saturated'] : [],
    }
  }
}
