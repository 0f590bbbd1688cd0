import { Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Clock } from '../../server/index.ts'
import { BusServer } from '../../server/workers/bus-server.ts'
import type { Arrival } from '../../server/workers/front-door.ts'
import { LimitServer } from '../../server/workers/limit-server.ts'
import type { ToWorker } from '../../server/workers/messages.ts'
import { WorkerProcess } from '../../server/workers/worker-process.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { type ProcessPair, processPair } from '../support/process-pair.ts'

/** What is on its way between two ends of a channel, and the answer to it, comes within so many turns. */
const TURNS = 8

const settle = async () => {
  for (let turn = 0; turn < TURNS; turn++) await nextTurn()
}

/** A worker whose process is a test's: it answers pings, and nothing else by itself. */
const startWorker = async (clockOf = (clock: Clock) => clock) => {
  const time = fakeClock()
  const processes: ProcessPair[] = []
  const notTaken: string[] = []
  const { log, lines } = memoryLog()
  let restarts = 0
  const fork = () => {
    const pair = processPair()
    processes.push(pair)
    pair.self.on('message', (message) => {
      const { kind } = message as ToWorker
      if (kind === 'start') pair.self.send({ kind: 'ready' })
      if (kind === 'ping') pair.self.send({ kind: 'pong' })
    })
    return pair.child
  }
  const worker = new WorkerProcess({
    ...{ worker: 1, fork, store: null, log, clock: clockOf(time.clock) },
    bus: new BusServer(() => undefined),
    limits: new LimitServer({ address: 9 }),
    all: async (_worker, own) => own,
    restarted: () => {
      restarts += 1
    },
    notTaken: ({ read }) => notTaken.push(read.toString()),
  })
  onTestCleanup(() => worker.kill())
  await worker.started
  /** Time passes, and what comes of each second is done before the next one. */
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      time.advance(1_000)
      await settle()
    }
  }
  const latest = () => processes.at(-1) as ProcessPair
  return { ...{ worker, time, processes, latest, pass, notTaken, lines }, restarts: () => restarts }
}

const arrival = (name: string): Arrival => ({ socket: new Socket(), room: null, read: Buffer.from(name) })

test('a worker that is silent for 5 s gets nobody, and everybody again once it answers', async () => {
  const { worker, latest, pass } = await startWorker()
  await pass(120)
  expect(worker.isThere).toBe(true)
  latest().self.standStill()
  await pass(4)
  expect(worker.isThere).toBe(true)
  await pass(1)
  expect(worker.isThere).toBe(false)
  latest().self.goOn()
  await settle()
  expect(worker.isThere).toBe(true)
  expect(latest().signals).toEqual([])
})

test('a worker that is silent for 30 s is ended, and another one takes its place', async () => {
  const { worker, processes, latest, pass, restarts, lines } = await startWorker()
  latest().self.standStill()
  await pass(29)
  expect(latest().signals).toEqual([])
  await pass(1)
  expect(latest().signals).toEqual(['SIGKILL'])
  expect(worker.isThere).toBe(false)
  await pass(1)
  expect(processes).toHaveLength(2)
  expect(worker.isThere).toBe(true)
  expect(restarts()).toBe(1)
  expect(lines.map(({ level, message }) => [level, message])).toEqual([
    ['error', 'a worker does not answer, and is ended'],
    ['error', 'a worker has ended, and is started again'],
  ])
  await pass(120)
  expect(latest().signals).toEqual([])
})

test('a parent that stood still itself takes no worker for silent', async () => {
  let ping = () => undefined as unknown
  const { worker, time, latest } = await startWorker((clock) => ({
    ...clock,
    every(_ms, tick) {
      ping = tick
      return () => undefined
    },
  }))
  time.spend(60_000)
  ping()
  expect(worker.isThere).toBe(true)
  await settle()
  expect(worker.isThere).toBe(true)
  expect(latest().signals).toEqual([])
})

test('a worker that ends again and again is started after 0.1 s, then twice as long each time, up to 10 s', async () => {
  const { time, processes, latest, pass, restarts } = await startWorker()
  /** How long it takes until the next one is started. */
  const waitMs = async () => {
    const count = processes.length
    latest().end(1)
    let waited = 0
    for (; processes.length === count; waited += 100) time.advance(100)
    await settle()
    return waited
  }
  const waits: number[] = []
  for (let end = 0; end < 9; end++) waits.push(await waitMs())
  expect(waits).toEqual([100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
  expect(restarts()).toBe(9)
  // One that has run for a while begins with the shortest wait again.
  await pass(61)
  expect(await waitMs()).toBe(100)
})

test('sockets that a silent worker has not taken go to others, but for the one that is on its way', async () => {
  const { worker, latest, pass, notTaken } = await startWorker()
  const heard: string[] = []
  latest().self.on('message', (message) => {
    const said = message as ToWorker
    if (said.kind !== 'socket') return
    heard.push(Buffer.from(said.read).toString())
    latest().self.send({ kind: 'took' })
  })
  for (const name of ['a', 'b']) worker.hand(arrival(name))
  await settle()
  expect(heard).toEqual(['a', 'b'])
  latest().self.standStill()
  for (const name of ['c', 'd', 'e']) worker.hand(arrival(name))
  await pass(4)
  expect(notTaken).toEqual([])
  await pass(1)
  expect(notTaken).toEqual(['d', 'e'])
  latest().self.goOn()
  await settle()
  expect(heard).toEqual(['a', 'b', 'c'])
  worker.hand(arrival('f'))
  await settle()
  expect(heard).toEqual(['a', 'b', 'c', 'f'])
})

test('sockets that a worker has not taken when it ends go to others', async () => {
  const { worker, latest, notTaken } = await startWorker()
  latest().self.standStill()
  for (const name of ['a', 'b', 'c']) worker.hand(arrival(name))
  await settle()
  latest().end(null, 'SIGKILL')
  expect(notTaken).toEqual(['b', 'c'])
})

test('a worker that shall end is not started again', async () => {
  const { worker, latest, pass, processes } = await startWorker()
  latest().end(1)
  const drained = worker.drain()
  await pass(60)
  expect(await drained).toBe(true)
  expect(processes).toHaveLength(1)
})
