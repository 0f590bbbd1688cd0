/** Homeroom from its sources, so that functions have their own lines; tells how much it has allocated, and where. */
import { Session } from 'node:inspector/promises'
import { PerformanceObserver } from 'node:perf_hooks'
import { createRelay } from '../../server/index.ts'
import { type Allocations, readAllocations } from '../allocations.ts'
import { serve } from './serve.ts'

/** What the process holds. Where no garbage was collected between two answers, the difference is what it allocated. */
export interface Memory {
  readonly heapBytes: number
  /** The bytes of buffers, which lie outside the heap. */
  readonly externalBytes: number
  /** Collections of garbage so far. */
  readonly collections: number
}

const SAMPLING = {
  samplingInterval: 512,
  includeObjectsCollectedByMajorGC: true,
  includeObjectsCollectedByMinorGC: true,
}

let collections = 0
new PerformanceObserver((list) => {
  collections += list.getEntries().length
}).observe({ entryTypes: ['gc'] })

const memory = (): Memory => {
  const { heapUsed, external } = process.memoryUsage()
  return { heapBytes: heapUsed, externalBytes: external, collections }
}

const session = new Session()
session.connect()

/** What was allocated since the answer to `sample`. */
const allocations = async (): Promise<Allocations> => {
  const { profile } = await session.post('HeapProfiler.stopSampling')
  return readAllocations(profile)
}

process.on('message', async (question) => {
  if (question === 'memory') process.send?.(memory())
  if (question === 'allocations') process.send?.(await allocations())
  if (question === 'sample') {
    await session.post('HeapProfiler.startSampling', SAMPLING)
    process.send?.({})
  }
})

const { url } = await createRelay().listen()
serve(Number(new URL(url).port))
