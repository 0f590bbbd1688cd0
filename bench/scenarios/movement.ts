import { setTimeout as sleep } from 'node:timers/promises'
import { watchGenerator } from '../generator-load.ts'
import { Crowd, type CrowdOptions } from '../load/crowd.ts'
import { startPace } from '../load/pace.ts'
import type { Person } from '../load/person.ts'
import { startSight, startStaleness } from '../load/staleness.ts'
import type { RelayProcess } from '../relay-process.ts'
import type { Column, Measured } from '../result.ts'
import type { Run } from '../scenario.ts'
import type { Settings } from '../settings.ts'
import { sum } from '../statistics.ts'

/** How many receivers read what they get where nothing else is said: one core could not read for all. */
const READERS = 24

/** A crowd is never quiet, since its people take turns: this long after the last one came everybody has been told of some. */
const SIGHT_MS = 4_000

const US_PER_SECOND = 1e6
const MIB = 2 ** 20

export const MOVEMENT_COLUMNS: readonly Column[] = [
  { key: 'cpuPerEntryUs', title: 'relay cpu per delivered entry, µs', digits: 3 },
  { key: 'bytesPerEntry', title: 'bytes per delivered entry', digits: 1 },
  { key: 'entriesPerSecond', title: 'delivered entries/s', digits: 0 },
  { key: 'framesPerSecond', title: 'frames/s', digits: 0 },
  { key: 'stalenessP50Ms', title: 'staleness p50, ms', digits: 0 },
  { key: 'stalenessP99Ms', title: 'staleness p99, ms', digits: 0 },
  { key: 'inTimePercent', title: 'in time, %', digits: 1 },
  { key: 'servedPercent', title: 'people served, %', digits: 1 },
  { key: 'relayCpuPercent', title: 'relay cpu, %', digits: 0 },
  { key: 'rssMib', title: 'relay RSS, MiB', digits: 0 },
  { key: 'generatorCpuPercent', title: 'generator cpu, %', digits: 0 },
]

export interface Movement extends Omit<CrowdOptions, 'port' | 'wire' | 'readers'> {
  readonly hz: number
  readonly readers?: number
  /** Selects the people who move; all if it is left out. */
  readonly isMover?: (person: Person) => boolean
  /** In a crowd: so many others each sees at least. Late is then who lacks something of those whom they see. */
  readonly inSight?: number
}

/** What people are connected to: a relay, or several with what is between them. */
export interface Carrier extends Pick<RelayProcess, 'cpuSeconds' | 'rssBytes'> {
  readonly port: CrowdOptions['port']
  /** Numbers that only rise; their rise per second is a value of the run, under the same key. */
  readonly counts?: () => Promise<Readonly<Record<string, number>>>
  /** Looks after the measured window, while people go on to move; what it finds are values of the run. */
  readonly look?: () => Promise<Readonly<Record<string, number>>>
}

/** A crowd comes in, moves for a while, and is measured in the middle of it. */
export const measureMovement =
  ({ hz, isMover = () => true, inSight, readers = READERS, ...crowdOptions }: Movement): Run<Carrier> =>
  async (relay, { wire }, settings) => {
    const crowd = new Crowd({ ...crowdOptions, readers, port: relay.port, wire })
    try {
      await (inSight === undefined ? crowd.join() : crowd.enter())
      return await measureMoves(crowd, relay, settings, { hz, isMover, inSight })
    } finally {
      crowd.leave()
    }
  }

/** People who are there already move at `hz` and are measured after a warm-up. */
const measureMoves = async (
  crowd: Crowd,
  relay: Carrier,
  { warmUpMs, measuredMs }: Settings,
  { hz, isMover, inSight }: Required<Pick<Movement, 'hz' | 'isMover'>> & Pick<Movement, 'inSight'>,
): Promise<Measured> => {
  const movers = crowd.people.filter(isMover)
  const pace = startPace(movers, hz, (person) => crowd.move(person))
  try {
    await sleep(inSight === undefined ? warmUpMs : warmUpMs + SIGHT_MS)
    const before = await count(crowd, relay)
    const turns = pace.turns
    const generator = watchGenerator(pace.lags)
    const staleness =
      inSight === undefined
        ? startStaleness(crowd.seen, ({ room }) => room.people.filter(isMover))
        : startSight(crowd.seen, movers, inSight)
    await sleep(measuredMs)
    const seen = staleness.stop()
    const moves = pace.turns - turns
    const load = generator()
    const after = await count(crowd, relay)
    const seconds = (after.atMs - before.atMs) / 1000
    const cpuSeconds = after.cpuSeconds - before.cpuSeconds
    const frames = after.frames - before.frames
    // A sample of the receivers reads; the others are taken to get as much.
    const entries = ((after.entries - before.entries) * crowd.people.length) / crowd.seen.length
    return {
      values: {
        cpuPerEntryUs: entries > 0 ? (cpuSeconds * US_PER_SECOND) / entries : null,
        cpuPerFrameUs: frames > 0 ? (cpuSeconds * US_PER_SECOND) / frames : null,
        bytesPerEntry: entries > 0 ? (after.bytes - before.bytes) / entries : null,
        bytesPerPerson: (after.bytes - before.bytes) / seconds / crowd.people.length,
        known: sum(crowd.seen.map(({ known }) => known)) / crowd.seen.length,
        entriesPerSecond: entries / seconds,
        framesPerSecond: frames / seconds,
        stalenessP50Ms: seen.p50Ms,
        stalenessP99Ms: seen.p99Ms,
        inTimePercent: seen.inTime * 100,
        servedPercent: seen.served * 100,
        relayCpuPercent: (cpuSeconds / seconds) * 100,
        rssMib: relay.rssBytes / MIB,
        generatorCpuPercent: load.cpuShare * 100,
        generatorLagP99Ms: load.lagP99Ms,
        people: crowd.people.length,
        rooms: crowd.rooms.length,
        movesPerSecond: moves / seconds,
        ...mapValues(after.counts, (value, key) => (value - (before.counts[key] ?? 0)) / seconds),
        ...(await relay.look?.()),
      },
      notes: [...load.notes, ...crowd.notes],
    }
  } finally {
    pace.stop()
  }
}

const count = async (crowd: Crowd, relay: Carrier) => ({
  counts: (await relay.counts?.()) ?? {},
  ...crowd.received,
  atMs: performance.now(),
  cpuSeconds: relay.cpuSeconds,
  entries: sum(crowd.seen.map(({ entries }) => entries)),
})

const mapValues = (
  values: Readonly<Record<string, number>>,
  change: (value: number, key: string) => number,
): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value, key)]))
