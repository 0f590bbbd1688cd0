import { setTimeout as sleep } from 'node:timers/promises'
import { DIFFERENT_AT_REST, KNOWING_DOCUMENTS } from '../contenders.ts'
import { watchGenerator } from '../generator-load.ts'
import { Crowd } from '../load/crowd.ts'
import { type Run, repeat, type Scenario } from '../scenario.ts'
import { sum } from '../statistics.ts'

const PEOPLE = 300
const QUICK_PEOPLE = 50
const WATCHED_MS = 5_000
const LOOK_MS = 10

export const rejoin: Scenario = {
  name: 'rejoin',
  title: `${PEOPLE} people in one room lose their connections and come back at once, with the clocks they had, as stock clients do; ${WATCHED_MS / 1000} s after`,
  contenders: KNOWING_DOCUMENTS.filter((name) => DIFFERENT_AT_REST.includes(name)),
  columns: [
    { key: 'framesPerPerson', title: 'presence frames per person', digits: 1 },
    { key: 'bytesPerPerson', title: 'bytes per person', digits: 0 },
    { key: 'allSeenMs', title: 'all see all after, ms', digits: 0 },
    { key: 'seenPercent', title: 'seen in the end, %', digits: 1 },
    { key: 'relayCpuSeconds', title: 'relay cpu, s', digits: 2 },
    { key: 'generatorCpuPercent', title: 'generator cpu, %', digits: 0 },
  ],
  run: (session) => repeat(session, measureRejoin),
}

const measureRejoin: Run = async (relay, { wire }, { isQuick }) => {
  const size = isQuick ? QUICK_PEOPLE : PEOPLE
  const crowd = new Crowd({ port: relay.port, wire, rooms: 1, size, readers: size })
  const frames = () => sum(crowd.seen.map((seen) => seen.frames))
  const known = () => sum(crowd.seen.map((seen) => seen.known))
  const everybody = size * (size - 1)
  try {
    await crowd.join()
    const before = { frames: frames(), bytes: crowd.received.bytes, cpuSeconds: relay.cpuSeconds }
    const generator = watchGenerator(null)
    const startMs = performance.now()
    const rejoined = crowd.rejoin()
    // It is awaited below; until then a failure is nobody's surprise.
    rejoined.catch(() => null)
    let allSeenMs: number | null = null
    while (performance.now() - startMs < WATCHED_MS) {
      if (allSeenMs === null && known() === everybody) allSeenMs = performance.now() - startMs
      await sleep(LOOK_MS)
    }
    await rejoined
    const load = generator()
    return {
      values: {
        framesPerPerson: (frames() - before.frames) / size,
        bytesPerPerson: (crowd.received.bytes - before.bytes) / size,
        allSeenMs,
        seenPercent: (known() / everybody) * 100,
        relayCpuSeconds: relay.cpuSeconds - before.cpuSeconds,
        generatorCpuPercent: load.cpuShare * 100,
      },
      notes: [
        ...load.notes,
        ...(known() < everybody ? ['not everybody was seen in time'] : []),
        ...crowd.notes,
      ],
    }
  } finally {
    crowd.leave()
  }
}
