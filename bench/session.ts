import type { Contender } from './contenders.ts'
import { type RelayProcess, startRelay } from './relay-process.ts'
import type { Measured, Row } from './result.ts'
import type { Scenario, Session } from './scenario.ts'
import type { Settings } from './settings.ts'

/** No run takes longer; one that hangs is given up. */
const RUN_MS = 60_000

export interface SessionOptions {
  readonly settings: Settings
  /** The relays that were asked for. */
  readonly contenders: readonly Contender[]
  readonly onRow: (row: Row) => void
}

/** A scenario's session: each measurement has a relay process of its own. */
export const createSession = (
  scenario: Scenario,
  { settings, contenders, onRow }: SessionOptions,
): Session => ({
  settings,
  contenders: contenders.filter(({ name }) => scenario.contenders?.includes(name) ?? true),
  async measure(contender, { case: at = null, repeat }, run) {
    const measured = await withRelay(contender, (relay) => run(relay, contender, settings))
    onRow({ scenario: scenario.name, contender: contender.name, case: at, repeat, ...measured })
    return measured
  },
})

const withRelay = async (
  { file, args, nodeFlags }: Contender,
  use: (relay: RelayProcess) => Promise<Measured>,
): Promise<Measured> => {
  let relay: RelayProcess | null = null
  try {
    relay = await startRelay(file, args, nodeFlags)
    return await inTime(use(relay))
  } catch (error) {
    return { values: {}, notes: [`failed: ${(error as Error).message}`, ...complaintsOf(relay)] }
  } finally {
    await relay?.stop()
  }
}

/** Rejects where a run hangs. */
export const inTime = async (measured: Promise<Measured>): Promise<Measured> => {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`not done after ${RUN_MS} ms`)), RUN_MS)
  try {
    return await Promise.race([measured, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** Signs that a failure is the relay's. */
const complaintsOf = (relay: RelayProcess | null): string[] => [
  ...(relay?.hasEnded ? ['the relay ended'] : []),
  ...(relay?.errors.split('\n').slice(0, 1).filter(Boolean) ?? []),
]
