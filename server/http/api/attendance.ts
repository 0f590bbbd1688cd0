// Who was in a room, by day, for its hosts: as JSON, or as CSV for a spreadsheet.
import type { Context } from 'hono'
import * as v from 'valibot'
import { fault, ok, type RoomId } from '../../../shared/index.ts'
import type { Log } from '../../base/log.ts'
import type { Metrics } from '../../base/metrics.ts'
import type { AttendanceLog } from '../../events/attendance-log.ts'
import type { AttendanceRow } from '../../events/attendance-row.ts'
import type { Env } from '../env.ts'
import { unlessStoreFails } from '../store-fault.ts'
import { csvOf } from './csv.ts'
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
      if (wantsCsv(c)) return ok(csvAnswer(room, rows.value))
      return ok({ room, days: attendanceLog.days, rows: rows.value })
    },
  })

const OFF = fault('not-found', 'This relay keeps no attendance: it was started without --attendance.')
const TOO_MANY = fault('bad-request', `That is more than ${MOST_ROWS} rows: ask for fewer days (from, to).`)

const wantsCsv = (c: Context<Env>): boolean => {
  const accept = c.req.header('accept') ?? ''
  return accept.includes(CSV_TYPE) && !accept.includes(JSON_TYPE)
}

const HEAD = ['room', 'day', 'id', 'name', 'shownName', 'role', 'connection', 'first', 'last', 'minutes']

const csvAnswer = (room: RoomId, rows: readonly AttendanceRow[]): Response => {
  const cells = rows.map(({ day, id, name, shownName, role, connection, firstMs, lastMs, minutes }) => [
    ...[room, day, id ?? '', name ?? '', shownName ?? '', role, connection ?? ''],
    ...[firstMs, lastMs].map((ms) => new Date(ms).toISOString()),
    `${minutes}`,
  ])
  return new Response(csvOf([HEAD, ...cells]), {
    headers: {
      'Content-Type': `${CSV_TYPE}; charset=utf-8`,
      'Content-Disposition': 'attachment; filename="attendance.csv"',
      'Cache-Control': 'no-store',
    },
  })
}
