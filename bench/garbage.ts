/**
 * How many bytes the relay allocates for each move that it takes in and for each that it delivers, and in which functions.
 *
 * Run: npm run garbage [-- --only classroom] [-- --repeats 3]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Allocated, Allocations } from './allocations.ts'
import { countIn, readFlags } from './flags.ts'
import { Crowd } from './load/crowd.ts'
import { homeroomWire } from './load/homeroom-wire.ts'
import { type Pace, startPace } from './load/pace.ts'
import { stockWire } from './load/stock-wire.ts'
import type { Wire } from './load/wire.ts'
import { pinGenerator, type RelayProcess, startRelay } from './relay-process.ts'
import type { Memory } from './relays/homeroom-counted.ts'
import { markdownTable } from './report.ts'
import { sum } from './statistics.ts'

/** One room, whose first `movers` move. */
interface Load {
  readonly name: string
  readonly title: string
  readonly wire: Wire
  readonly people: number
  readonly movers: number
  readonly hz: number
}

const LOADS: readonly Load[] = [
  {
    name: 'classroom',
    title: '30 people, homeroom.v1, each moves 20 times a second',
    wire: homeroomWire,
    people: 30,
    movers: 30,
    hz: 20,
  },
  {
    name: 'stock',
    title: '30 people, stock clients, each moves 20 times a second',
    wire: stockWire,
    people: 30,
    movers: 30,
    hz: 20,
  },
  {
    name: 'pair',
    title: 'one who moves 50 times a second in 6 bytes, one who watches, homeroom.v1',
    wire: homeroomWire,
    people: 2,
    movers: 1,
    hz: 50,
  },
]

/** V8 compiles the code that a move runs through in this time. */
const WARM_UP_MS = 20_000
const WINDOW_MS = 10_000

/** V8 collects nothing in a window whose allocations all fit into the young generation, unless it marks on the way. */
const YOUNG_MIB = 256
const NODE_FLAGS = [
  `--min-semi-space-size=${YOUNG_MIB}`,
  `--max-semi-space-size=${YOUNG_MIB}`,
  '--no-incremental-marking',
]

const FUNCTIONS_SHOWN = 15
const ENTRIES_SHOWN = 4

/** What has happened so far, or in a window. */
interface Counts extends Memory {
  readonly seconds: number
  /** Moves that were sent to the relay. */
  readonly moves: number
  /** Moves that reached another person. */
  readonly delivered: number
  /** All frames that the relay has sent. */
  readonly frames: number
}

interface Measured {
  readonly moving: Counts
  /** The same people, of whom nobody moves. */
  readonly idle: Counts
  /** They move again, under the profiler. */
  readonly sampled: Counts
  readonly allocations: Allocations
}

const measure = async ({ wire, people, movers, hz }: Load, relay: RelayProcess): Promise<Measured> => {
  const crowd = new Crowd({ port: relay.port, wire, rooms: 1, size: people, readers: people })
  await crowd.join()
  const startMoving = () => startPace(crowd.people.slice(0, movers), hz, (person) => crowd.move(person))
  const pace = startMoving()
  await sleep(WARM_UP_MS)
  const moving = await watch(crowd, relay, pace)
  pace.stop()
  await crowd.settle()
  const idle = await watch(crowd, relay, pace)
  const sampledPace = startMoving()
  await relay.ask('sample')
  const sampled = await watch(crowd, relay, sampledPace)
  const allocations = await relay.ask<Allocations>('allocations')
  sampledPace.stop()
  if (crowd.notes.length > 0) throw new Error(crowd.notes.join(', '))
  crowd.leave()
  return { moving, idle, sampled, allocations }
}

/** What happens in a window that begins now. */
const watch = async (crowd: Crowd, relay: RelayProcess, pace: Pace): Promise<Counts> => {
  // The second collection waits until all buffers of the first are freed.
  await relay.collectGarbage()
  await relay.collectGarbage()
  const before = await count(crowd, relay, pace)
  await sleep(WINDOW_MS)
  const after = await count(crowd, relay, pace)
  return {
    seconds: after.seconds - before.seconds,
    moves: after.moves - before.moves,
    delivered: after.delivered - before.delivered,
    frames: after.frames - before.frames,
    heapBytes: after.heapBytes - before.heapBytes,
    externalBytes: after.externalBytes - before.externalBytes,
    collections: after.collections - before.collections,
  }
}

const count = async (crowd: Crowd, relay: RelayProcess, { turns }: Pace): Promise<Counts> => ({
  seconds: performance.now() / 1000,
  moves: turns,
  delivered: sum(crowd.seen.map(({ entries }) => entries)),
  frames: crowd.received.frames,
  ...(await relay.ask<Memory>('memory')),
})

const PER = ['for each move in', 'for each delivered move', 'for each frame out']

const perEach = (bytes: number, { moves, delivered, frames }: Counts): string[] =>
  [bytes / moves, bytes / delivered, bytes / frames].map((value) => value.toFixed(0))

const reportOf = ({ moving, idle, sampled, allocations }: Measured): string => {
  const rate = (value: number, { seconds }: Counts) => (value / seconds).toFixed(0)
  const beyondIdle = (bytes: number, idleBytes: number, window: Counts) =>
    perEach(bytes - (idleBytes / idle.seconds) * window.seconds, window)
  const list = (title: string, allocated: readonly Allocated[], shown: number) =>
    markdownTable(
      [`heap bytes, by ${title}`, '%', ...PER],
      allocated
        .slice(0, shown)
        .map(({ where, bytes }) => [
          where,
          ((bytes / allocations.bytes) * 100).toFixed(1),
          ...perEach(bytes, sampled),
        ]),
    )
  return [
    `Each second ${rate(moving.moves, moving)} moves come in and ${rate(moving.delivered, moving)} are delivered, in ${rate(moving.frames, moving)} frames. ` +
      `At rest ${rate(idle.heapBytes, idle)} bytes of heap a second, which are taken off.`,
    ...(moving.collections + idle.collections > 0 ? ['**Not valid: garbage was collected.**'] : []),
    markdownTable(
      ['bytes', ...PER],
      [
        ['heap', ...beyondIdle(moving.heapBytes, idle.heapBytes, moving)],
        ['heap, by samples', ...beyondIdle(allocations.bytes, idle.heapBytes, sampled)],
        ['outside the heap', ...beyondIdle(moving.externalBytes, idle.externalBytes, moving)],
      ],
    ),
    list('what the event loop calls', allocations.byEntry, ENTRIES_SHOWN),
    list('function', allocations.byFunction, FUNCTIONS_SHOWN),
  ].join('\n\n')
}

const flags = readFlags(import.meta.url, {
  only: { type: 'string' },
  repeats: { type: 'string', default: '1' },
})
const repeats = countIn('repeats', flags.repeats)
pinGenerator()
const loads = LOADS.filter(({ name }) => name === (flags.only ?? name))
if (loads.length === 0) throw new Error(`No ${flags.only} among ${LOADS.map(({ name }) => name).join(', ')}`)
for (const load of loads)
  for (let n = 1; n <= repeats; n++) {
    const relay = await startRelay('homeroom-counted.ts', [], NODE_FLAGS)
    process.stdout.write(
      `\n## ${load.name} #${n}: ${load.title}\n\n${reportOf(await measure(load, relay))}\n`,
    )
    await relay.stop()
  }
process.exit()
