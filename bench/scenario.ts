import type { Contender } from './contenders.ts'
import type { RelayProcess } from './relay-process.ts'
import type { Column, Measured } from './result.ts'
import type { Settings } from './settings.ts'

/** Measures one relay once. */
export type Run<Relay = RelayProcess> = (
  relay: Relay,
  contender: Pick<Contender, 'wire'>,
  settings: Settings,
) => Promise<Measured>

/** The means by which a scenario runs. */
export interface Session {
  readonly settings: Settings
  /** The relays that were asked for, of those that the scenario is for. */
  readonly contenders: readonly Contender[]
  /** Starts the relay, measures it once and ends it; a run that fails is a row that says so. */
  measure(contender: Contender, at: { case?: number; repeat: number }, run: Run): Promise<Measured>
}

export interface Scenario {
  readonly name: string
  /** A sentence that says what people do in it, with the numbers. */
  readonly title: string
  /** The names of the relays that take part; all if it is left out. */
  readonly contenders?: readonly string[]
  /** The head of the column of cases, if there are several. */
  readonly caseTitle?: string
  readonly columns: readonly Column[]
  run(session: Session): Promise<void>
}

/** Each repeat runs every relay, one after the other, so that whatever drifts drifts for all of them. */
export const repeat = async (
  session: Session,
  run: Run,
  { case: at, times = session.settings.repeats }: { case?: number; times?: number } = {},
): Promise<void> => {
  for (let n = 0; n < times; n++)
    for (const contender of session.contenders)
      await session.measure(contender, { ...(at !== undefined && { case: at }), repeat: n }, run)
}
