import { PRESENCE_PER_SECOND } from '../../shared/index.ts'
import { type Contender, PEERS } from '../contenders.ts'
import { mostHold } from '../largest-room.ts'
import type { Person } from '../load/person.ts'
import type { Column } from '../result.ts'
import type { Scenario, Session } from '../scenario.ts'
import { measureMovement } from './movement.ts'

/** One of so many moves, as in a lecture where most listen. */
const LISTENERS = 20
const HZ = 10
const SIZES: readonly number[] = [200, 400, 600, 1000, 2000, 3000, 5000]
const QUICK_SIZES: readonly number[] = [200, 400]

/** Everyone moves in these, as often as the relay asks for. */
const MOVING_SIZES: readonly number[] = [1000, 2000, 5000]

/** So many people each is to see, where there are as many. */
const IN_SIGHT = 200

export const CROWD_SIZE = 5000

const COLUMNS: readonly Column[] = [
  { key: 'bytesPerPerson', title: 'bytes/s for each', digits: 0 },
  { key: 'known', title: 'others in sight', digits: 0 },
  { key: 'stalenessP50Ms', title: 'age of what is seen p50, ms', digits: 0 },
  { key: 'stalenessP99Ms', title: 'p99, ms', digits: 0 },
  { key: 'inTimePercent', title: 'in time, %', digits: 1 },
  { key: 'servedPercent', title: 'people served, %', digits: 1 },
  { key: 'relayCpuPercent', title: 'relay cpu, %', digits: 0 },
  { key: 'rssMib', title: 'relay RSS, MiB', digits: 0 },
  { key: 'generatorCpuPercent', title: 'generator cpu, %', digits: 0 },
]

export const crowd: Scenario = {
  name: 'crowd',
  title: `one of ${LISTENERS} in a room moves ${HZ} times a second, more and more people until the relay is too late; Homeroom with crowds, as it comes`,
  caseTitle: 'people',
  contenders: ['homeroom-v1', 'homeroom-stock', ...PEERS],
  columns: COLUMNS,
  async run(session) {
    let holding = session.contenders
    for (const size of session.settings.isQuick ? QUICK_SIZES : SIZES) {
      const still: Contender[] = []
      for (const contender of holding) {
        const runs = await measure(session, contender, { size, hz: HZ, every: LISTENERS })
        if (mostHold(runs, true)) still.push(contender)
      }
      holding = still
    }
  },
}

export const crowdMoving: Scenario = {
  name: 'crowd-moving',
  title: 'everyone in one room moves as often as the relay asks for, on the wire of Homeroom, with crowds',
  caseTitle: 'people',
  contenders: ['homeroom-v1'],
  columns: COLUMNS,
  async run(session) {
    for (const size of session.settings.isQuick ? QUICK_SIZES : MOVING_SIZES)
      for (const contender of session.contenders)
        await measure(session, contender, { size, hz: rateOf(size), every: 1 })
  },
}

/** What the relay asks of clients in a crowd where all move. */
export const rateOf = (size: number): number =>
  PRESENCE_PER_SECOND.find(({ people, moving }) => size <= people && size <= moving)?.perSecond ?? 1

/** Once; the size that a target is about in every repeat, as long as it holds. */
const measure = async (
  { settings, measure }: Session,
  contender: Contender,
  { size, hz, every }: { size: number; hz: number; every: number },
) => {
  const isMover = ({ index }: Person) => index % every === 0
  const run = measureMovement({ rooms: 1, size, hz, isMover, inSight: Math.min(IN_SIGHT, size) - 1 })
  const runs = []
  const most = size === CROWD_SIZE ? settings.repeats : 1
  do runs.push(await measure(withCrowds(contender), { case: size, repeat: runs.length }, run))
  while (runs.length < most && mostHold(runs, true))
  return runs
}

/** In the other scenarios Homeroom tells of everyone, as its peers do. */
const withCrowds = (contender: Contender): Contender =>
  contender.file === 'homeroom.ts' ? { ...contender, file: 'homeroom-crowd.ts' } : contender
