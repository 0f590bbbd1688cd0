import { setTimeout as sleep } from 'node:timers/promises'
import { KNOWING_DOCUMENTS } from '../contenders.ts'
import { watchGenerator } from '../generator-load.ts'
import { startPace } from '../load/pace.ts'
import { type Arrival, arrivalsOf, Typist } from '../load/typist.ts'
import { type Run, repeat, type Scenario } from '../scenario.ts'
import { percentile } from '../statistics.ts'

const PEOPLE = 20
const HZ = 20

/** How long the last characters may take to arrive. */
const ARRIVE_MS = 5_000
const LOOK_MS = 50

const US_PER_SECOND = 1e6

export const typing: Scenario = {
  name: 'typing',
  title: `${PEOPLE} people in one room, each types ${HZ} characters a second into one text`,
  contenders: KNOWING_DOCUMENTS,
  columns: [
    { key: 'latencyP50Ms', title: 'latency p50, ms', digits: 2 },
    { key: 'latencyP99Ms', title: 'latency p99, ms', digits: 2 },
    { key: 'cpuPerUpdateUs', title: 'relay cpu per delivered update, µs', digits: 2 },
    { key: 'deliveredPerSecond', title: 'delivered updates/s', digits: 0 },
    { key: 'arrivedPercent', title: 'arrived, %', digits: 2 },
    { key: 'equalPercent', title: 'equal texts in the end, %', digits: 0 },
    { key: 'relayCpuPercent', title: 'relay cpu, %', digits: 0 },
    { key: 'generatorCpuPercent', title: 'generator cpu, %', digits: 0 },
  ],
  run: (session) => repeat(session, measureTyping),
}

const measureTyping: Run = async (relay, { wire }, { warmUpMs, measuredMs }) => {
  const characters = Math.ceil(((warmUpMs + measuredMs) / 1000 + 2) * HZ)
  const entrance = { port: relay.port, wire, room: 'lesson' }
  const typists = Array.from({ length: PEOPLE }, (_, n) => new Typist(1000 + n, characters, entrance))
  try {
    await Promise.all(typists.map(({ socket }) => socket.opened))
    const pace = startPace(typists, HZ, (typist) => typist.type())
    await sleep(warmUpMs)
    const startMs = performance.now()
    const cpuStart = relay.cpuSeconds
    const generator = watchGenerator(pace.lags)
    await sleep(measuredMs)
    const cpuSeconds = relay.cpuSeconds - cpuStart
    const load = generator()
    const endMs = performance.now()
    pace.stop()
    await arrived(typists)
    const arrivals = typists.flatMap(arrivalsOf)
    const inWindow = (ms: number) => ms >= startMs && ms < endMs
    const delivered = arrivals.filter(({ atMs }) => inWindow(atMs)).length
    const latenciesMs = latenciesOf(typists, arrivals, inWindow)
    const texts = typists.map((typist) => typist.read())
    const sent = typists.reduce((total, { sentAtMs }) => total + sentAtMs.length, 0)
    return {
      values: {
        latencyP50Ms: percentile(latenciesMs, 0.5),
        latencyP99Ms: percentile(latenciesMs, 0.99),
        cpuPerUpdateUs: (cpuSeconds * US_PER_SECOND) / delivered,
        deliveredPerSecond: (delivered / (endMs - startMs)) * 1000,
        arrivedPercent: (arrivals.length / (sent * (PEOPLE - 1))) * 100,
        // A whole text has every character that was sent.
        equalPercent:
          (texts.filter((text) => text.length === sent && text === texts[0]).length / texts.length) * 100,
        relayCpuPercent: (cpuSeconds / (endMs - startMs)) * 1e5,
        generatorCpuPercent: load.cpuShare * 100,
      },
      notes: load.notes,
    }
  } finally {
    for (const { socket } of typists) socket.destroy()
  }
}

/** Waits until nothing more comes. */
const arrived = async (typists: readonly Typist[]): Promise<void> => {
  const count = () => typists.reduce((total, { received }) => total + received.length, 0)
  const endMs = performance.now() + ARRIVE_MS
  for (let before = -1; before !== count() && performance.now() < endMs; ) {
    before = count()
    await sleep(2 * LOOK_MS)
  }
}

/** From the sending of a character to its arrival at somebody else, for those sent in the window. */
const latenciesOf = (
  typists: readonly Typist[],
  arrivals: readonly Arrival[],
  inWindow: (ms: number) => boolean,
): number[] => {
  const sentAtMs = new Map(typists.map((typist) => [typist.clientId, typist.sentAtMs]))
  return arrivals.flatMap(({ clientId, clock, atMs }) => {
    const sentMs = sentAtMs.get(clientId)?.[clock] ?? Number.NaN
    return inWindow(sentMs) ? [atMs - sentMs] : []
  })
}
