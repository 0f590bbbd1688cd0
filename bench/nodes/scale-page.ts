import { medianOf, runsOf, type Which } from '../medians.ts'
import { type Costs, type Load, size } from '../model/model.ts'
import { costTable, sizingTable } from '../model/sizing-table.ts'
import { markdownTable } from '../report.ts'
import type { Row } from '../result.ts'
import { ROOMS, WRITERS } from './commits.ts'
import { COMPARED } from './scenarios.ts'
import { SETUPS } from './setups.ts'

type Figure = (row: (key: string) => number | null) => string

const fixed =
  (key: string, digits: number): Figure =>
  (of) =>
    of(key)?.toFixed(digits) ?? '-'

const percent =
  (...keys: readonly string[]): Figure =>
  (of) =>
    keys
      .map(of)
      .filter((value) => value !== null)
      .map((value) => (value * 100).toFixed(0))
      .join(' + ') || '-'

const COLUMNS: readonly (readonly [title: string, figure: Figure])[] = [
  ['relay cpu, %', percent('firstCpuSeconds', 'secondCpuSeconds')],
  ['Redis cpu, %', percent('redisCpuSeconds')],
  ['µs per delivered move', fixed('cpuPerEntryUs', 3)],
  ['bus messages/s', fixed('published', 0)],
  ['bus kB/s', (of) => ((of('busBytes') ?? Number.NaN) / 1_000).toFixed(0).replace('NaN', '-')],
  [
    'staleness p50 / p99, ms',
    (of) => `${fixed('stalenessP50Ms', 0)(of)} / ${fixed('stalenessP99Ms', 0)(of)}`,
  ],
]

const SHORT: Readonly<Record<string, string>> = {
  lecture: 'one room of 200',
  huge: 'one room of 800',
  many: '50 rooms of 10',
}

/** Whether the clients themselves were late in a run: then it says less about the relays. */
const areClientsLate = (rows: readonly Row[], which: Which): boolean =>
  runsOf(rows, which).some(({ notes }) => notes.includes('generator saturated'))

/** What several nodes cost, in short. */
const comparedTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['load', 'relays', ...COLUMNS.map(([title]) => title)],
    COMPARED.flatMap(({ name, setups }) =>
      SETUPS.filter((setup) => setups.includes(setup.name)).map((setup) => {
        const which = { scenario: name, contender: setup.name }
        return [
          SHORT[name] ?? name,
          `${setup.title}${areClientsLate(rows, which) ? ' \\*' : ''}`,
          ...COLUMNS.map(([, figure]) => figure((key) => medianOf(rows, which, key))),
        ]
      }),
    ),
  )

const commitTable = (rows: readonly Row[]): string => {
  const figure = (rooms: number, writers: number, key: string) =>
    medianOf(rows, { scenario: 'commits', contender: `${writers}`, case: rooms }, key)?.toFixed(0) ?? '-'
  const titleOf = (writers: number) => (writers === 1 ? 'one relay' : `${writers} relays`)
  return markdownTable(
    [
      'rooms in a commit',
      ...WRITERS.flatMap((writers) => [
        `commits/s, ${titleOf(writers)}`,
        `rooms written/s, ${titleOf(writers)}`,
      ]),
    ],
    ROOMS.map((rooms) => [
      `${rooms}`,
      ...WRITERS.flatMap((writers) => [figure(rooms, writers, 'commits'), figure(rooms, writers, 'batches')]),
    ]),
  )
}

const ALL_MOVE = { moving: 1, hz: 10, edits: 0, hasAffinity: true }

/** Loads that were measured whole, as the model sees them. */
const CHECKED: readonly (readonly [scenario: string, title: string, load: Load])[] = [
  [
    'lesson',
    '40 rooms of 30, one in twenty moves',
    { ...ALL_MOVE, people: 1200, roomSize: 30, moving: 0.05 },
  ],
  ['many', '50 rooms of 10, all move', { ...ALL_MOVE, people: 500, roomSize: 10 }],
  ['lecture', 'one room of 200, all move', { ...ALL_MOVE, people: 200, roomSize: 200 }],
  ['huge', 'one room of 800, all move', { ...ALL_MOVE, people: 800, roomSize: 800 }],
]

const checkedTable = (rows: readonly Row[], costs: Costs): string =>
  markdownTable(
    ['load', 'measured, cores', 'the model says, cores'],
    CHECKED.map(([scenario, title, load]) => [
      title,
      medianOf(rows, { scenario, contender: 'one' }, 'firstCpuSeconds')?.toFixed(2) ?? '-',
      size(load, costs).cores.toFixed(2),
    ]),
  )

/** The page with the tables of a run between their marks; throws where it has no place for one. */
export const withTables = (page: string, rows: readonly Row[], costs: Costs): string => {
  const tables = {
    compared: comparedTable(rows),
    commits: commitTable(rows),
    costs: costTable(costs),
    checked: checkedTable(rows, costs),
    sizing: sizingTable(costs),
  }
  let text = page
  for (const [name, table] of Object.entries(tables)) {
    const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from === -1 || to < from) throw new Error(`docs/scale.md has no place for ${name}`)
    text = `${text.slice(0, from + start.length)}\n${table}\n${text.slice(to)}`
  }
  return text
}
