import { DEFAULT_LIMITS, type Limits } from '../../server/base/limits.ts'
import {
  type Clock,
  createLog,
  memoryStore,
  type Relay,
  type RelayOptions,
  systemClock,
} from '../../server/index.ts'
import { createWorkerRelay } from '../../server/relay.ts'
import { workerOf } from '../../server/workers/choice.ts'
import { Parent } from '../../server/workers/worker.ts'
import { Workers } from '../../server/workers/workers.ts'
import { onTestCleanup } from './cleanup.ts'
import { type ProcessPair, processPair } from './process-pair.ts'

interface LocalWorkersOptions extends Omit<RelayOptions, 'limits'> {
  readonly limits?: Partial<Limits>
  /** Of the parent; the system's by default. */
  readonly parentClock?: Clock
}

const WORKERS = [1, 2]

/** Names of rooms that are a worker's. */
export const roomsOf = (worker: number, among = WORKERS): readonly string[] =>
  Array.from({ length: 100 }, (_, index) => `room-${index}`).filter(
    (name) => workerOf(name, among) === worker,
  )

/** A parent with two workers, all in this process: door, sockets, relays and what they say to each other are real. */
export const localWorkers = async ({
  store = memoryStore(),
  limits = {},
  parentClock = systemClock,
  ...options
}: LocalWorkersOptions = {}) => {
  const log = createLog('silent')
  /** Of each worker, and later those that took their places. */
  const processes: ProcessPair[] = []
  /** The relay of each of them. */
  const relays: Relay[] = []

  const fork = () => {
    const pair = processPair()
    processes.push(pair)
    void runWorker(pair).then(() => pair.end(0))
    return pair.child
  }

  const runWorker = async ({ self }: ProcessPair) => {
    const parent = new Parent(self)
    const { store: shared } = await parent.begun
    const own = { ...(shared !== null && { store: shared }), limits, log, bus: parent.bus }
    const { relay, server } = await createWorkerRelay({ ...options, ...own }, parent)
    relays.push(relay)
    parent.ready((socket) => server.emit('connection', socket))
    await parent.ended
    await relay.close()
  }

  const workers = new Workers({
    ...{ count: WORKERS.length, base: '', fork, store, clock: parentClock, log },
    limits: { ...DEFAULT_LIMITS, ...limits },
  })
  const port = await workers.listen({ host: '127.0.0.1', port: 0 })
  onTestCleanup(() => workers.close())
  const url = `http://127.0.0.1:${port}`
  return { url, wsUrl: url.replace('http', 'ws'), workers, processes, relays }
}
