import type { Contender } from '../contenders.ts'
import { mostHold } from '../largest-room.ts'
import type { Measured } from '../result.ts'
import type { Scenario, Session } from '../scenario.ts'
import { MOVEMENT_COLUMNS, measureMovement } from './movement.ts'

const HZ = 10
const SIZES: readonly number[] = [50, 75, 100, 150, 200, 300, 400, 600, 800, 1000, 1200, 1600, 2000]
const QUICK_SIZES: readonly number[] = [50, 200, 400]

/** The number of people at which all relays are compared in every repeat. */
export const COMPARED_SIZE = 200

export const lecture: Scenario = {
  name: 'lecture',
  title: `everyone in one room moves ${HZ} times a second, more and more people until the relay is too late`,
  caseTitle: 'people',
  columns: MOVEMENT_COLUMNS,
  async run(session) {
    let holding = session.contenders
    for (const size of session.settings.isQuick ? QUICK_SIZES : SIZES) {
      const isCompared = size === COMPARED_SIZE
      const runs = await runAt(session, size, isCompared ? session.contenders : holding, isCompared)
      holding = holding.filter((contender) => mostHold(runs.get(contender) ?? []))
    }
  },
}

/** Everyone once, or in every repeat. */
const runAt = async (
  { settings, measure }: Session,
  size: number,
  contenders: readonly Contender[],
  isCompared: boolean,
): Promise<Map<Contender, Measured[]>> => {
  const runs = new Map<Contender, Measured[]>(contenders.map((contender) => [contender, []]))
  const run = measureMovement({ rooms: 1, size, hz: HZ })
  for (let n = 0; n < (isCompared ? settings.repeats : 1); n++)
    for (const [contender, measured] of runs)
      measured.push(await measure(contender, { case: size, repeat: n }, run))
  return runs
}
