import { markdownTable } from '../report.ts'
import { type Costs, type Load, type Sizing, size } from './model.ts'

/** A class of 30: one and a half of them move at a time, and somebody types a character each second. */
const LESSON = { roomSize: 30, moving: 0.05, hz: 10, edits: 1 / 30, hasAffinity: true }

/** Beyond this many people each cell has its own Redis and Postgres. */
const CELL_PEOPLE = 100_000

const LINES: readonly (readonly [title: string, load: Load])[] = [
  ['2 000', { ...LESSON, people: 2_000 }],
  ['20 000', { ...LESSON, people: 20_000 }],
  ['20 000, any room on any node', { ...LESSON, people: 20_000, hasAffinity: false }],
  ['100 000', { ...LESSON, people: 100_000 }],
  ['100 000, any room on any node', { ...LESSON, people: 100_000, hasAffinity: false }],
  ['10 million in one cluster', { ...LESSON, people: 10_000_000 }],
]

const percent = (share: number): string => {
  const value = share * 100
  return value < 1 ? 'under 1' : value.toFixed(0)
}

/** Digits that a model may claim. */
const two = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en').replaceAll(',', ' ')

const cells = (title: string, sizing: Sizing, first: string = sizing.first): readonly string[] => [
  title,
  sizing.cores < 1 ? sizing.cores.toFixed(2) : two(sizing.cores),
  two(sizing.nodes),
  two(sizing.busMessagesPerSecond),
  percent(sizing.redisCores),
  two(sizing.commitsPerSecond),
  percent(sizing.postgresShare),
  first,
]

/** The table of docs/scale.md. */
export const sizingTable = (costs: Costs): string => {
  const cell = size({ ...LESSON, people: CELL_PEOPLE }, costs)
  const count = 10_000_000 / CELL_PEOPLE
  const inCells = { ...cell, cores: cell.cores * count, nodes: cell.nodes * count }
  return markdownTable(
    [
      'people',
      'cores of relays',
      'nodes',
      'bus messages/s',
      'Redis, % of its core',
      'commits/s',
      'Postgres, % of what it writes',
      'full first',
    ],
    [
      ...LINES.map(([title, load]) => cells(title, size(load, costs))),
      cells(`10 million in ${count} cells, figures of the stores for one cell`, inCells),
    ],
  )
}

/** What the model reads, for people. */
export const costTable = (costs: Costs): string =>
  markdownTable(
    ['what', 'measured'],
    [
      ['a person who does nothing, relay µs/s', costs.personUs],
      ['a move that a relay hears, µs', costs.moveUs],
      ['a frame that a relay sends, µs', costs.frameUs],
      ['an edit that a relay hears, with its part in a commit, µs', costs.editUs],
      ['a commit, at the relay, µs', costs.commitUs],
      ['frames/s for one person where all in the room move', costs.framesPerSecond],
      ['a message between two nodes, at both, µs', costs.busMessageUs],
      ['a message to one node, at Redis, µs', costs.redisDeliveryUs],
      ['messages/s of a node about one room where all move', costs.busMessagesPerRoom],
      ['rooms/s that Postgres writes, many in a commit', costs.batchesPerSecond],
      ['commits/s of a node where people write all the time', costs.nodeCommitsPerSecond],
    ].map(([what, value]) => [`${what}`, `${Number((value as number).toPrecision(3))}`]),
  )
