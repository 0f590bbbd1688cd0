import { setTimeout as sleep } from 'node:timers/promises'
import { Crowd } from '../load/crowd.ts'
import { type Run, repeat, type Scenario } from '../scenario.ts'
import { percentile } from '../statistics.ts'

/** Several rooms, none of them in step with another, give more samples in the same time and are each as quiet. */
const ROOMS = 8
const CHANGE_MS = 150

export const lone: Scenario = {
  name: 'lone',
  title: `quiet rooms of 2: one of them changes something every ${CHANGE_MS} ms or so, and the other hears of it`,
  columns: [
    { key: 'latencyP50Ms', title: 'latency p50, ms', digits: 2 },
    { key: 'latencyP99Ms', title: 'latency p99, ms', digits: 2 },
    { key: 'changes', title: 'changes', digits: 0 },
    { key: 'heardPercent', title: 'heard, %', digits: 1 },
  ],
  run: (session) => repeat(session, measureLatency),
}

const measureLatency: Run = async (relay, { wire }, { warmUpMs, measuredMs }) => {
  const crowd = new Crowd({ port: relay.port, wire, rooms: ROOMS, size: 2, readers: 2 * ROOMS })
  const latenciesMs: number[] = []
  let changes = 0
  try {
    await crowd.join()
    const startMs = performance.now() + warmUpMs
    const endMs = startMs + measuredMs
    for (const seen of crowd.seen)
      seen.onNewer = (sender, seq) => {
        const sentMs = seen.room.people[sender]?.sentAtMs(seq) ?? Number.NaN
        if (sentMs >= startMs) latenciesMs.push(performance.now() - sentMs)
      }
    await Promise.all(
      crowd.rooms.map(async ({ people: [mover] }, room) => {
        await sleep((room * CHANGE_MS) / ROOMS)
        for (let turn = 0; performance.now() < endMs; turn++) {
          if (mover) crowd.move(mover)
          if ((mover?.sentAtMs(mover.seq) ?? 0) >= startMs) changes += 1
          // Not a whole number of anybody's ticks.
          await sleep(CHANGE_MS + ((turn * 7 + room * 3) % 20))
        }
      }),
    )
    await crowd.settle()
    return {
      values: {
        latencyP50Ms: percentile(latenciesMs, 0.5),
        latencyP99Ms: percentile(latenciesMs, 0.99),
        changes,
        heardPercent: (latenciesMs.length / changes) * 100,
      },
      notes: [],
    }
  } finally {
    crowd.leave()
  }
}
