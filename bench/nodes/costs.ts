import { medianOf } from '../medians.ts'
import type { Costs } from '../model/model.ts'
import type { Row } from '../result.ts'
import { ROOMS, WRITERS } from './commits.ts'

const US_PER_SECOND = 1e6
const NODES = 2
/** Of the writing, the case that has edits enough to be measured. */
const MOST_WRITING = 5

/** What the model reads, out of the rows of a run; throws where one of them is missing. */
export const costsOf = (rows: readonly Row[]): Costs => {
  const value = (scenario: string, contender: string, key: string, at?: number): number => {
    const found = medianOf(rows, { scenario, contender, ...(at !== undefined && { case: at }) }, key)
    if (found === null) throw new Error(`${scenario} of ${contender} has no ${key}`)
    return found
  }
  const one = (scenario: string, key: string, at?: number) => value(scenario, 'one', key, at)
  const many = (contender: string, key: string) => value('many', contender, key)
  const cpuOfMany = (contender: string) =>
    (many(contender, 'firstCpuSeconds') + many(contender, 'secondCpuSeconds')) * US_PER_SECOND
  const personUs = (one('still', 'firstCpuSeconds') * US_PER_SECOND) / one('still', 'people')
  /** Without what its people would cost if they did nothing. */
  const doneUs = (scenario: string, at?: number) =>
    one(scenario, 'firstCpuSeconds', at) * US_PER_SECOND - personUs * one(scenario, 'people', at)
  const moveUs = doneUs('alone') / one('alone', 'movesPerSecond')
  const [commitsAlone, writerCpu] = ['commits', 'writerCpuSeconds'].map((key) =>
    value('commits', '1', key, 1),
  )
  const commitUs = ((writerCpu ?? 0) * US_PER_SECOND) / (commitsAlone ?? 1)
  const writing = (key: string) => one('writing', key, MOST_WRITING)
  const batches = WRITERS.flatMap((writers) =>
    ROOMS.map((rooms) => value('commits', `${writers}`, 'batches', rooms)),
  )
  return {
    personUs,
    moveUs,
    frameUs: (doneUs('class') - moveUs * one('class', 'movesPerSecond')) / one('class', 'framesPerSecond'),
    editUs: (doneUs('writing', MOST_WRITING) - writing('commits') * commitUs) / writing('edits'),
    commitUs,
    framesPerSecond: many('one', 'framesPerSecond') / many('one', 'people'),
    busMessageUs: (cpuOfMany('both') - cpuOfMany('room')) / many('both', 'published'),
    redisDeliveryUs: (many('both', 'redisCpuSeconds') * US_PER_SECOND) / (NODES * many('both', 'published')),
    busMessagesPerRoom: many('both', 'roomMessages') / NODES / many('both', 'rooms'),
    batchesPerSecond: Math.max(...batches),
    nodeCommitsPerSecond: writing('commits'),
  }
}
