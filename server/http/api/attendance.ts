// Who was in a room, by day, for its hosts: as JSON, or as CSV for a spreadsheet.
import type { Context } from 'hono'
import * as v from 'valibot'
import { fault, ok, type RoomId } from '../../../shared/index.ts'
import { inTurns } from '../../base/in-turns.ts'
import { joined } from '../../base/joined.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { Turns, Work } from '../../base/turns.ts'
import type { AttendanceLog } from '../../events/attendance-log.ts'
import type { AttendanceRow } from '../../events/attendance-row.ts'
import type { Env } from '../env.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { csvOf } from './csv.ts'
import { bytesResponse } from './in-pieces.ts'
import { JSON_TYPE } from './request.ts'
import { type Route, route } from './route.ts'
import { Attendance, AttendanceQuery } from './schemas.ts'

const CSV_TYPE = 'text/csv'

/** More would be long work, and is nothing that a person reads. */
const MOST_ROWS = 10_000

export interface AttendanceRouteDeps {
  /** Null where the relay keeps none. */
  readonly attendanceLog: Pick<AttendanceLog, 'read' | 'days'> | null
  readonly log: Log
  readonly metrics: Metrics
  readonly turns: Turns
}

export const attendanceRoute = ({ attendanceLog, ...deps }: AttendanceRouteDeps): Route =>
  route({
    method: 'get',
    path: '/api/rooms/:room/attendance',
    right: 'order',
    summary: 'Who was there, by day: since when, until when, and for how long.',
    query: AttendanceQuery,
    answers: {
      200: {
        description: 'As JSON, or as CSV where only that is accepted.',
        json: Attendance,
        content: { [CSV_TYPE]: v.string() },
      },
    },
    refusals: ['not-found', 'store-unavailable'],
    async handle({ c, caller: { room }, query }) {
      if (attendanceLog === null) return OFF
      const rows = await unlessStoreFails(deps, 'attendance', room, () =>
        attendanceLog.read(room, query, MOST_ROWS),
      )
      if (!rows.ok) return rows
      if (rows.value === null) return TOO_MANY
      const body = wantsCsv(c)
        ? csvBody(room, rows.value)
        : jsonBody({ room, days: attendanceLog.days }, rows.value)
      const bytes = await inTurns(deps.turns, body, { room })
      const headers = wantsCsv(c) ? CSV_HEADERS : JSON_HEADERS
      return ok(bytesResponse(bytes, headers))
    },
  })

const OFF = fault('not-found', 'This relay keeps no attendance: it was started without --attendance.')
const TOO_MANY = fault('bad-request', `That is more than ${MOST_ROWS} rows: ask for fewer days (from, to).`)

const wantsCsv = (c: Context<Env>): boolean => {
  const accept = c.req.header('accept') ?? ''
  return accept.includes(CSV_TYPE) && !accept.includes(JSON_TYPE)
}

const HEAD = ['room', 'day', 'id', 'name', 'shownName', 'role', 'connection', 'first', 'last', 'minutes']

const JSON_HEADERS = { 'Content-Type': JSON_TYPE, 'Cache-Control': 'no-store' }

const CSV_HEADERS = {
  'Content-Type': `${CSV_TYPE}; charset=utf-8`,
  'Content-Disposition': 'attachment; filename="attendance.csv"',
  'Cache-Control': 'no-store',
}

/** So many rows are written in one step of some ms. */
const STEP_ROWS = 200

/** What `Attendance` describes. */
function* jsonBody(about: object, rows: readonly AttendanceRow[]): Work<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [Buffer.from(`${JSON.stringify(about).slice(0, -1)},"rows":[`)]
  for (let at = 0; at < rows.length; at += STEP_ROWS) {
    const some = JSON.stringify(rows.slice(at, at + STEP_ROWS)).slice(1, -1)
    pieces.push(Buffer.from(at === 0 ? some : `,${some}`))
    yield
  }
  pieces.push(Buffer.from(']}'))
  return yield* joined(pieces)
}

function* csvBody(room: RoomId, rows: readonly AttendanceRow[]): Work<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [Buffer.from(csvOf([HEAD]))]
  for (let at = 0; at < rows.length; at += STEP_ROWS) {
    pieces.push(Buffer.from(csvOf(rows.slice(at, at + STEP_ROWS).map((row) => cellsOf(room, row)))))
    yield
  }
  return yield* joined(pieces)
}

const cellsOf = (room: RoomId, row: AttendanceRow): readonly string[] => [
  ...[room, row.day, row.id ?? '', row.name ?? '', row.shownName ?? '', row.role, row.connection ?? ''],
  ...[row.firstMs, row.lastMs].map((ms) => new Date(ms).toISOString()),
  `${row.minutes}`,
]
