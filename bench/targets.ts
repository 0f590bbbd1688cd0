import { PEERS, REFERENCE } from './contenders.ts'
import { largestRoom } from './largest-room.ts'
import { LATE_MS } from './load/staleness.ts'
import { bestOf, medianOf, runsOf, spreadOf } from './medians.ts'
import type { Row } from './result.ts'
import { CROWD_SIZE } from './scenarios/crowd.ts'
import { COMPARED_SIZE } from './scenarios/lecture.ts'

/** Something that Homeroom means to hold, and whether a run held it; null where it was not measured. */
export interface Target {
  readonly title: string
  readonly found: string
  readonly isMet: boolean | null
}

const V1 = 'homeroom-v1'
const STOCK = 'homeroom-stock'
const WIRES = [
  { name: V1, on: 'with homeroom.v1' },
  { name: STOCK, on: 'with stock clients' },
]

const round = (value: number): string => `${Number(value.toPrecision(3))}`

const atLeast = (title: string, found: number | null, wanted: number): Target => ({
  title: `${title}: at least ${wanted}`,
  found: found === null ? '-' : round(found),
  isMet: found === null ? null : found >= wanted,
})

const atMost = (title: string, found: number | null, wanted: number): Target => ({
  title: `${title}: at most ${wanted}`,
  found: found === null ? '-' : round(found),
  isMet: found === null ? null : found <= wanted,
})

/** `found` is at most `share` of `reference`. */
const atMostShare = (title: string, found: number | null, reference: number | null, share = 1): Target => {
  if (found === null || reference === null) return { title, found: '-', isMet: null }
  const ratio = found / reference
  return { title, found: `${round(found)} to ${round(reference)}: ${round(ratio)}`, isMet: ratio <= share }
}

/** Every target, by what the rows of one run say. */
export const evaluate = (rows: readonly Row[]): Target[] => [
  ...lectureTargets(rows),
  ...crowdTargets(rows),
  ...entryTargets(rows),
  ...WIRES.map(({ name, on }) =>
    atLeast(
      `rooms, ${on}: people served, % (the worst run)`,
      spreadOf(runsOf(rows, { scenario: 'rooms', contender: name }), 'servedPercent')?.least ?? null,
      100,
    ),
  ),
  ...watcherTargets(rows),
  ...referenceTargets(rows),
  ...idleTargets(rows),
  ...changeTargets(rows),
]

const lectureTargets = (rows: readonly Row[]): Target[] => [
  atLeast('lecture, with homeroom.v1: people', largestRoom(rows, 'lecture', V1), 2000),
  atLeast('lecture, with stock clients: people', largestRoom(rows, 'lecture', STOCK), 800),
  atMost(
    'lecture, with homeroom.v1: bytes per delivered move, whatever the size',
    spreadOf(runsOf(rows, { scenario: 'lecture', contender: V1 }), 'bytesPerEntry')?.most ?? null,
    6,
  ),
]

/** Of the worst run. */
const crowdTargets = (rows: readonly Row[]): Target[] => {
  const of = (scenario: string, key: string) =>
    spreadOf(runsOf(rows, { scenario, contender: V1, case: CROWD_SIZE }), key)
  return [
    { scenario: 'crowd', who: `${CROWD_SIZE} of whom one in 20 moves` },
    { scenario: 'crowd-moving', who: `${CROWD_SIZE} who all move` },
  ]
    .flatMap(({ scenario, who }) => [
      atMost(`${scenario}, ${who}: age p99, ms`, of(scenario, 'stalenessP99Ms')?.most ?? null, LATE_MS),
      atLeast(`${scenario}, ${who}: people served, %`, of(scenario, 'servedPercent')?.least ?? null, 99),
    ])
    .concat(atMost('crowd: bytes a second for each', of('crowd', 'bytesPerPerson')?.most ?? null, 1000))
}

const entryTargets = (rows: readonly Row[]): Target[] =>
  [
    { which: { scenario: 'classroom' }, place: 'classroom', shares: { [V1]: 4, [STOCK]: 3 } },
    {
      which: { scenario: 'lecture', case: COMPARED_SIZE },
      place: `lecture of ${COMPARED_SIZE}`,
      shares: { [V1]: 5, [STOCK]: 3 },
    },
  ].flatMap(({ which, place, shares }) =>
    WIRES.map(({ name, on }) => {
      const part = shares[name as keyof typeof shares] as number
      return atMostShare(
        `${place}, ${on}: relay cpu per delivered entry at most 1/${part} of the best peer's`,
        medianOf(rows, { ...which, contender: name }, 'cpuPerEntryUs'),
        bestOf(rows, PEERS, which, 'cpuPerEntryUs'),
        1 / part,
      )
    }),
  )

const watcherTargets = (rows: readonly Row[]): Target[] =>
  WIRES.map(({ name, on }) => {
    const at = (contender: string) =>
      medianOf(rows, { scenario: 'watchers', case: 10, contender }, 'cpuPerFrameUs')
    return atMostShare(
      `watchers, ${on}: relay cpu per delivered frame at most 0.9 of bare ws`,
      at(name),
      at('bare-ws'),
      0.9,
    )
  })

/** Targets that are set against the reference server alone. */
const referenceTargets = (rows: readonly Row[]): Target[] =>
  [
    {
      scenario: 'join',
      key: 'relayCpuSeconds',
      title: "relay cpu at most 1/5 of the reference server's",
      share: 0.2,
    },
    {
      scenario: 'idle',
      key: 'rssPerConnectionKib',
      title: 'RSS per connection no more than the reference server',
      share: 1,
    },
  ].flatMap(({ scenario, key, title, share }) =>
    WIRES.map(({ name, on }) => {
      const of = (contender: string) => medianOf(rows, { scenario, contender }, key)
      return atMostShare(`${scenario}, ${on}: ${title}`, of(name), of(REFERENCE), share)
    }),
  )

const idleTargets = (rows: readonly Row[]): Target[] =>
  WIRES.map(({ name, on }) =>
    atMost(
      `idle, ${on}: % of the core`,
      medianOf(rows, { scenario: 'idle', contender: name }, 'idleCpuPercent'),
      3,
    ),
  )

/** A peer that collects changes for longer saves processor time at the cost of those who wait. */
const PROMPT_MS = 5

const promptPeers = (rows: readonly Row[]): readonly string[] =>
  PEERS.filter(
    (contender) => (medianOf(rows, { scenario: 'typing', contender }, 'latencyP50Ms') ?? 0) <= PROMPT_MS,
  )

/** Of those who type, and of a change in a quiet room. */
const changeTargets = (rows: readonly Row[]): Target[] =>
  WIRES.flatMap(({ name, on }) => [
    ...['lone', 'typing'].flatMap((scenario) =>
      ['P50', 'P99'].map((part) =>
        atMostShare(
          `${scenario}, ${on}: latency ${part.toLowerCase()} no more than the best peer's`,
          medianOf(rows, { scenario, contender: name }, `latency${part}Ms`),
          bestOf(rows, PEERS, { scenario }, `latency${part}Ms`),
        ),
      ),
    ),
    atMostShare(
      `typing, ${on}: relay cpu per delivered update no more than that of the best peer that delivers within ${PROMPT_MS} ms`,
      medianOf(rows, { scenario: 'typing', contender: name }, 'cpuPerUpdateUs'),
      bestOf(rows, promptPeers(rows), { scenario: 'typing' }, 'cpuPerUpdateUs'),
    ),
  ])
