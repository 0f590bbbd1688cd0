/**
 * A lecture: many people in one room, of whom a few move, on Homeroom's wire. Prints what each is told and how old it is, and what that
 * costs the relay. Targets: at most 1 kB a second for each, and of whom somebody sees, a p99 under 200 ms for 99 % of the people.
 *
 * Run: node bench/crowd.ts [--people 5000] [--moving 0.05] [--hz 10] [--seconds 20]
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { watchGenerator } from './generator-load.ts'
import { Crowd } from './load/crowd.ts'
import { homeroomWire } from './load/homeroom-wire.ts'
import { startPace } from './load/pace.ts'
import type { Person } from './load/person.ts'
import type { Seen } from './load/seen.ts'
import { LATE_MS } from './load/staleness.ts'
import { pinGenerator, startRelay } from './relay-process.ts'
import { Histogram } from './statistics.ts'

const { values: flags } = parseArgs({
  options: {
    people: { type: 'string', default: '5000' },
    moving: { type: 'string', default: '0.05' },
    hz: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '20' },
  },
})
const [people, moving, hz, seconds] = [flags.people, flags.moving, flags.hz, flags.seconds].map(Number) as [
  number,
  number,
  number,
  number,
]

/** So many of them read what they get; the others count it. */
const READERS = 50
const WARM_UP_MS = 5_000
const SAMPLE_MS = 50
/** Somebody is served who is in time in this share of the samples. */
const SERVED_SHARE = 0.99
const MIB = 2 ** 20

const every = Math.max(1, Math.round(1 / moving))
const isMover = ({ index }: Person) => index % every === 0

/** Looks how old the newest state is of each mover whom a reader sees. */
const watchAges = (readers: readonly Seen[], movers: readonly Person[]) => {
  const ages = new Histogram()
  const rows = readers.map((seen) => ({ seen, samples: 0, inTime: 0 }))
  const timer = setInterval(() => {
    const nowMs = performance.now()
    for (const row of rows)
      for (const mover of movers) {
        const seq = row.seen.seqOf(mover.index)
        if (seq === -1 || mover.index === row.seen.index) continue
        // The age is that of the oldest state that it lacks: a state that is the newest one is not old.
        const ageMs = seq === mover.seq ? 0 : nowMs - mover.sentAtMs(seq + 1)
        ages.add(ageMs)
        row.samples += 1
        if (ageMs < LATE_MS) row.inTime += 1
      }
  }, SAMPLE_MS)
  return () => {
    clearInterval(timer)
    const served = rows.filter(({ samples, inTime }) => inTime >= samples * SERVED_SHARE).length
    return { p50: ages.percentile(0.5), p99: ages.percentile(0.99), served: (100 * served) / rows.length }
  }
}

pinGenerator()
const relay = await startRelay('homeroom-crowd.ts', [])
const crowd = new Crowd({ port: relay.port, wire: homeroomWire, rooms: 1, size: people, readers: READERS })
const joinedAtMs = performance.now()
await crowd.enter()
const joinBytes = crowd.received.bytes / people
console.log(
  `${people} came in ${((performance.now() - joinedAtMs) / 1000).toFixed(1)} s, ${joinBytes.toFixed(0)} bytes each`,
)

const movers = crowd.people.filter(isMover)
const pace = startPace(movers, hz, (person) => crowd.move(person))
await sleep(WARM_UP_MS)
const generator = watchGenerator(pace.lags)
const stopAges = watchAges(crowd.seen, movers)
const [before, cpu, sinceMs] = [crowd.received, relay.cpuSeconds, performance.now()]
await sleep(seconds * 1000)
const took = (performance.now() - sinceMs) / 1000
const after = crowd.received
const { p50, p99, served } = stopAges()
pace.stop()

const perPerson = (bytes: number) => bytes / people / took
const known = crowd.seen.reduce((sum, seen) => sum + seen.known, 0) / crowd.seen.length
console.log(`${movers.length} move ${hz} times a second; each sees ${known.toFixed(0)} others`)
console.log(
  `each is told ${perPerson(after.bytes - before.bytes).toFixed(0)} bytes/s in ${perPerson(after.frames - before.frames).toFixed(1)} frames/s`,
)
console.log(
  `age of what is seen: p50 ${p50?.toFixed(0)} ms, p99 ${p99?.toFixed(0)} ms; ${served.toFixed(0)} % served`,
)
console.log(
  `relay: ${((100 * (relay.cpuSeconds - cpu)) / took).toFixed(0)} % cpu, rss ${(relay.rssBytes / MIB).toFixed(0)} MiB; generator`,
  generator(),
)
for (const note of crowd.notes) console.log(note)
crowd.leave()
process.exit()
