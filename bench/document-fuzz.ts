/**
 * Updates of every kind, sound and hostile, for the relay's documents: compared with what Yjs makes of them, and measured. The
 * worst are listed with what replays them. Ends with 1 where a document was not the one of Yjs, or a relay did not live.
 *
 * Run: node bench/document-fuzz.ts --minutes 30 --seed 1
 * Replay: node bench/document-fuzz.ts --seed 17 --count 1 --size 200 [--only 'marks of formatting']
 */

import { caseOf, type NamedCase } from '../test/support/document-cases/cases.ts'
import { Pinger, sendUpdates } from '../test/support/document-room.ts'
import { compare, costOf, type Fault } from '../test/support/document-run.ts'
import { sumOf } from '../test/support/relay-metrics.ts'
import { until } from '../test/support/until.ts'
import { readFlags } from './flags.ts'
import { type RelayProcess, startRelay } from './relay-process.ts'
import type { Watched } from './relays/homeroom-watched.ts'
import { markdownTable } from './report.ts'

const flags = readFlags(import.meta.url, {
  minutes: { type: 'string' },
  seed: { type: 'string', default: '1' },
  count: { type: 'string' },
  size: { type: 'string' },
  only: { type: 'string' },
})
const FIRST = Number(flags.seed)
const END_MS = performance.now() + Number(flags.minutes ?? (flags.count === undefined ? 1 : 1e6)) * 60_000
const COUNT = Number(flags.count ?? Number.POSITIVE_INFINITY)

/** Yjs takes the square of these in time: more than a thousand are measured alone, and not compared. */
const COMPARED = 1_000
const SMALL = [3, 20, 200, COMPARED]
const LARGE = [5_000, 30_000, 120_000]

/** One case in so many is a large one. */
const LARGE_EVERY = 8
/** One case in so many goes to a relay as well, and each large one. */
const RELAY_EVERY = 4
/** A relay has another one in its place after so many cases: its file is thrown away. */
const CASES_PER_RELAY = 200

/** The relay ends what takes it longer: [DL5] of docs/protocol.md. */
const MOST_MS = 5_000
/** A step that seems longer is measured again: it may have been the first of its code, or in garbage collection. */
const AGAIN_MS = 15
const RELAY_MOST_MS = 60_000
/** With more messages, each of which is compared with all before, a case is minutes of work, of which a relay does half of the time. */
const RELAY_UPDATES = 5_000
const RELAY_HEAP_MIB = 700
const MIB = 1024 * 1024
const LISTED = 10

interface Measured {
  readonly made: NamedCase
  readonly figure: number
}

const worst: Record<string, Measured[]> = {
  'ms of processor time, one step of a document': [],
  'ms of processor time, one turn of a relay': [],
  'MiB of heap of a relay, at most': [],
  'MiB of heap that a relay keeps': [],
}

const note = (title: string, made: NamedCase, figure: number): void => {
  const list = worst[title] ?? []
  list.push({ made: { ...made, updates: [] }, figure })
  list.sort((one, other) => other.figure - one.figure)
  list.length = Math.min(list.length, LISTED)
}

let faults = 0
const report = (made: NamedCase, what: string): void => {
  faults += 1
  process.stdout.write(`${what}\n  ${replayOf(made)}\n`)
}

const replayOf = ({ seed, size, family }: NamedCase): string =>
  `node bench/document-fuzz.ts --count 1 --seed ${seed} --size ${size} --only '${family}'`

const runDocument = (made: NamedCase): void => {
  const cost =
    made.size <= COMPARED ? compare(made) : { ...costOf(made, MOST_MS), faults: [] as readonly Fault[] }
  for (const { kind, what } of cost.faults) if (kind !== 'order') report(made, `${kind}: ${what}`)
  const again = cost.worstMs > AGAIN_MS ? costOf(made, MOST_MS).worstMs : cost.worstMs
  note('ms of processor time, one step of a document', made, Math.min(cost.worstMs, again))
}

const urlOf = ({ port }: RelayProcess): string => `ws://127.0.0.1:${port}`

const openRelay = (): Promise<RelayProcess> =>
  startRelay('homeroom-watched.ts', [], [`--max-old-space-size=${RELAY_HEAP_MIB}`])

/** Its room is left, and what the relay does with a room that is left is done. */
const hasLeftMemory = (relay: RelayProcess): Promise<boolean> =>
  until(
    async () => {
      const metrics = await fetch(`http://127.0.0.1:${relay.port}/metrics`).then((answer) => answer.text())
      return sumOf(metrics, 'homeroom_rooms') <= 1
    },
    'the room leaves memory',
    RELAY_MOST_MS,
  )

/** False where the relay did not live through it. */
const runRelay = async (relay: RelayProcess, made: NamedCase, count: number): Promise<boolean> => {
  // A new one each time: while this process measures a document, it answers no pings.
  const pinger = new Pinger(urlOf(relay), `quiet-${count}`)
  try {
    await relay.ask<Watched>('watched')
    await pinger.during(
      sendUpdates(urlOf(relay), `case-${count}`, made.updates, RELAY_MOST_MS).then(async () => {
        await hasLeftMemory(relay)
      }),
    )
    const { worstMs, heapBytes } = await relay.ask<Watched>('watched')
    note('ms of processor time, one turn of a relay', made, worstMs)
    note('MiB of heap of a relay, at most', made, heapBytes / MIB)
    note('MiB of heap that a relay keeps', made, (await relay.collectGarbage()) / MIB)
    return true
  } catch (error) {
    report(made, `the relay: ${relay.hasEnded ? `it ended. ${relay.errors}` : error}`)
    return false
  } finally {
    pinger.end()
  }
}

let count = 0
let relay = await openRelay()
for (; count < COUNT && performance.now() < END_MS; count++) {
  const isLarge = count % LARGE_EVERY === LARGE_EVERY - 1
  const sizes = flags.size === undefined ? (isLarge ? LARGE : SMALL) : [Number(flags.size)]
  const made = caseOf(FIRST + count, sizes, flags.only)
  runDocument(made)
  if (!isLarge && count % RELAY_EVERY !== 0) continue
  if (made.updates.length > RELAY_UPDATES) continue
  const lives = await runRelay(relay, made, count)
  if (lives && count % CASES_PER_RELAY !== CASES_PER_RELAY - 1) continue
  await relay.stop()
  relay = await openRelay()
}
await relay.stop()

process.stdout.write(`${count} cases, ${faults} faults\n`)
for (const [title, list] of Object.entries(worst)) {
  const lines = list.map(({ made, figure }) => [figure.toFixed(1), replayOf(made)])
  process.stdout.write(`\n${markdownTable([title, 'replay'], lines)}\n`)
}
process.exitCode = faults > 0 ? 1 : 0
