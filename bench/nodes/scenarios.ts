import type { Person } from '../load/person.ts'
import type { Column } from '../result.ts'
import type { Run } from '../scenario.ts'
import { type Carrier, measureMovement } from '../scenarios/movement.ts'
import type { Cluster } from './cluster.ts'
import { measureWriting } from './writing.ts'

const HZ = 10
const QUICK_SHARE = 0.2

/** A load that several setups carry. */
export interface NodesScenario {
  readonly name: string
  readonly title: string
  /** The names of the setups that carry it. */
  readonly setups: readonly string[]
  readonly caseTitle?: string
  readonly cases: readonly (number | null)[]
  readonly columns: readonly Column[]
  /** Measures a case of it. */
  readonly at: (at: number | null) => Run<Cluster>
}

const column = (key: string, title: string, digits: number): Column => ({ key, title, digits })

const MOVEMENT_COLUMNS: readonly Column[] = [
  column('cpuPerEntryUs', 'relay cpu per delivered move, µs', 3),
  column('firstCpuSeconds', 'first node, cores', 3),
  column('secondCpuSeconds', 'second node, cores', 3),
  column('redisCpuSeconds', 'Redis, cores', 3),
  column('published', 'bus messages/s', 0),
  column('roomMessages', 'of them about rooms', 0),
  column('busBytes', 'bus bytes/s', 0),
  column('stalenessP50Ms', 'staleness p50, ms', 0),
  column('stalenessP99Ms', 'staleness p99, ms', 0),
  column('inTimePercent', 'in time, %', 1),
  column('framesPerSecond', 'frames/s', 0),
]

const people = (rooms: number, size: number, isMover?: (person: Person) => boolean): Run<Carrier> => {
  const readers = size > 100 ? {} : { readers: rooms * size }
  const movers = isMover && { isMover }
  return (relay, contender, settings) => {
    const fewer = settings.isQuick ? { rooms: Math.ceil(rooms * QUICK_SHARE), size } : { rooms, size }
    return measureMovement({ ...fewer, hz: HZ, ...readers, ...movers })(relay, contender, settings)
  }
}

const isFirst = ({ index }: Person): boolean => index === 0
const isVeryFirst = ({ index, room }: Person): boolean => index === 0 && room.name === 'lesson-0'

/** One of each room, and a second one of every second room: one in twenty. */
const isInLesson = ({ index, room }: Person): boolean =>
  index === 0 || (index === 1 && Number(room.name.split('-').at(-1)) % 2 === 0)

const COST_COLUMNS: readonly Column[] = [
  column('firstCpuSeconds', 'relay, cores', 4),
  column('entriesPerSecond', 'delivered moves/s', 0),
  column('framesPerSecond', 'frames/s', 0),
]

/** What several nodes cost. */
export const COMPARED: readonly NodesScenario[] = [
  {
    name: 'lecture',
    title: `200 people in one room, each moves ${HZ} times a second`,
    setups: ['one', 'both', 'stock-both', 'hocuspocus-one', 'hocuspocus-both'],
    cases: [null],
    columns: MOVEMENT_COLUMNS,
    at: () => people(1, 200),
  },
  {
    name: 'huge',
    title: `800 people in one room, each moves ${HZ} times a second`,
    setups: ['one', 'both', 'hocuspocus-one', 'hocuspocus-both'],
    cases: [null],
    columns: MOVEMENT_COLUMNS,
    at: () => people(1, 800),
  },
  {
    name: 'many',
    title: `50 rooms of 10 people, each moves ${HZ} times a second`,
    setups: ['one', 'both', 'room', 'stock-both', 'hocuspocus-one', 'hocuspocus-both', 'hocuspocus-room'],
    cases: [null],
    columns: MOVEMENT_COLUMNS,
    at: () => people(50, 10),
  },
]

/** What the parts of a load cost one node, each by itself. */
export const PARTS: readonly NodesScenario[] = [
  {
    name: 'still',
    title: `1000 people in rooms of 10, of whom one moves ${HZ} times a second`,
    setups: ['one'],
    cases: [null],
    columns: COST_COLUMNS,
    at: () => people(100, 10, isVeryFirst),
  },
  {
    name: 'alone',
    title: `300 people, each alone in a room, move ${HZ} times a second: the cost of hearing a move`,
    setups: ['one'],
    cases: [null],
    columns: COST_COLUMNS,
    at: () => people(300, 1),
  },
  {
    name: 'class',
    title: `40 rooms of 30 people; one of each moves ${HZ} times a second: the cost of telling a move`,
    setups: ['one'],
    cases: [null],
    columns: COST_COLUMNS,
    at: () => people(40, 30, isFirst),
  },
  {
    name: 'lesson',
    title: `40 rooms of 30 people, of whom one in twenty moves ${HZ} times a second: a whole load, for the model to be checked by`,
    setups: ['one'],
    cases: [null],
    columns: COST_COLUMNS,
    at: () => people(40, 30, isInLesson),
  },
  {
    name: 'writing',
    title: '200 people, each alone in a room, type; Postgres keeps it',
    setups: ['one'],
    caseTitle: 'characters/s of each',
    cases: [1, 5],
    columns: [
      column('firstCpuSeconds', 'relay, cores', 4),
      column('postgresCpuSeconds', 'Postgres, cores', 4),
      column('edits', 'edits/s', 0),
      column('commits', 'commits/s', 0),
    ],
    at: (hz) => measureWriting({ rooms: 200, hz: hz ?? 1 }),
  },
]
