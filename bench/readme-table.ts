import { PEERS } from './contenders.ts'
import { largestRoom } from './largest-room.ts'
import { medianOf } from './medians.ts'
import { markdownTable } from './report.ts'
import type { Row } from './result.ts'
import { COMPARED_SIZE } from './scenarios/lecture.ts'

const START = '<!-- bench -->'
const END = '<!-- /bench -->'

const COLUMNS = [
  { contender: 'homeroom-v1', title: 'Homeroom, own client' },
  { contender: 'homeroom-stock', title: 'Homeroom, stock clients' },
  { contender: 'y-websocket-server', title: '@y/websocket-server' },
  { contender: 'y-websocket-server-next', title: 'the same on Yjs 14' },
  { contender: 'hocuspocus', title: '@hocuspocus/server' },
  { contender: 'hocuspocus-33ms', title: 'the same, flushDelay 33' },
]

interface Line {
  readonly title: string
  readonly isBetter: 'more' | 'less'
  readonly digits: number
  readonly value: (rows: readonly Row[], contender: string) => number | null
}

const line = (title: string, digits: number, scenario: string, key: string, at?: number): Line => ({
  title,
  digits,
  isBetter: key === 'servedPercent' ? 'more' : 'less',
  value: (rows, contender) =>
    medianOf(rows, { scenario, contender, ...(at !== undefined && { case: at }) }, key),
})

const room = (title: string, scenario: string): Line => ({
  title,
  isBetter: 'more',
  digits: 0,
  value: (rows, contender) => largestRoom(rows, scenario, contender),
})

const LINES: readonly Line[] = [
  room('most people in one room who all move at 10 Hz', 'lecture'),
  room('the same, of whom one in 20 moves', 'crowd'),
  line('relay cpu per delivered move, 30 people at 20 Hz, µs', 2, 'classroom', 'cpuPerEntryUs'),
  line(`the same, ${COMPARED_SIZE} people at 10 Hz, µs`, 2, 'lecture', 'cpuPerEntryUs', COMPARED_SIZE),
  line('bytes per delivered move there', 1, 'lecture', 'bytesPerEntry', COMPARED_SIZE),
  line('people served in time, 100 rooms of 10 at 10 Hz, %', 0, 'rooms', 'servedPercent'),
  line('a change in a quiet room, p99, ms', 1, 'lone', 'latencyP99Ms'),
  line('20 people type at 20 Hz, p99, ms', 1, 'typing', 'latencyP99Ms'),
  line('20 people join a document of 5 MB, relay cpu, s', 2, 'join', 'relayCpuSeconds'),
  line('memory per idle connection, KiB', 0, 'idle', 'rssPerConnectionKib'),
]

/** How many times as good the own client is as the best of the peers, whatever is counted; empty where a figure is missing or 0. */
const ratioOf = (rows: readonly Row[], { isBetter, value }: Line): string => {
  const own = value(rows, 'homeroom-v1')
  const peers = PEERS.map((peer) => value(rows, peer)).filter((one) => one !== null)
  if (own === null || peers.length === 0) return ''
  const ratio = isBetter === 'more' ? own / Math.max(...peers) : Math.min(...peers) / own
  return Number.isFinite(ratio) && ratio > 0 ? `${Number(ratio.toPrecision(2))}×` : ''
}

const tableOf = (rows: readonly Row[]): string =>
  markdownTable(
    ['', ...COLUMNS.map(({ title }) => title), 'own client to the best peer'],
    LINES.map((one) => [
      one.title,
      ...COLUMNS.map(({ contender }) => one.value(rows, contender)?.toFixed(one.digits) ?? '-'),
      ratioOf(rows, one),
    ]),
  )

/** The README with the table of `rows` between its two marks; null where it has no place for one. */
export const withTable = (readme: string, rows: readonly Row[]): string | null => {
  const start = readme.indexOf(START)
  const end = readme.indexOf(END)
  if (start === -1 || end < start) return null
  return `${readme.slice(0, start + START.length)}\n${tableOf(rows)}\n${readme.slice(end)}`
}
