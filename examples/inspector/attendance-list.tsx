import { useCallback } from 'react'
import type { Attender } from '../common/people/attender.ts'
import { PartNews } from './acting.tsx'
import type { Api } from './api.ts'
import { SELDOM_MS, usePolled } from './polled.ts'
import { counted } from './words.ts'

/** More would be long to draw, and nobody reads it here. */
const MOST_SHOWN = 200

/** The days of attendance are those of UTC. */
const today = (): string => new Date().toISOString().slice(0, 10)

interface AttendanceListProps {
  readonly api: Api
  readonly room: string
}

/** Those who were in a room today; nothing where the relay keeps no attendance, or does not show it to this reader. */
export const AttendanceList = ({ api, room }: AttendanceListProps) => {
  const load = useCallback((signal: AbortSignal) => api.attendance(room, today(), signal), [api, room])
  const { value, problem } = usePolled(load, SELDOM_MS)
  if (problem?.code === 'not-found' || problem?.code === 'role-forbidden') return null
  return (
    <section aria-labelledby="attendance">
      <h2 id="attendance">Here today</h2>
      <PartNews problem={problem} />
      {value?.rows.length === 0 && <p className="empty">Nobody was here today.</p>}
      {value !== null && value.rows.length > 0 && (
        <>
          <AttendanceTable rows={value.rows.slice(0, MOST_SHOWN)} />
          <p className="hint">
            {value.rows.length > MOST_SHOWN && `These are ${MOST_SHOWN} of ${value.rows.length}. `}
            The day is that of UTC. Rows are kept for {counted(value.days, 'day')}.
          </p>
        </>
      )}
    </section>
  )
}

const AttendanceTable = ({ rows }: { readonly rows: readonly Attender[] }) => (
  <table aria-labelledby="attendance">
    <thead>
      <tr>
        <th scope="col">Person</th>
        <th scope="col">First</th>
        <th scope="col">Last</th>
        <th scope="col">Minutes</th>
      </tr>
    </thead>
    <tbody>
      {rows.map(({ id, name, shownName, role, connection, firstMs, lastMs, minutes }) => (
        <tr key={`${id} ${name} ${connection}`}>
          <th scope="row">
            <bdi>{name ?? shownName ?? id ?? 'Anonymous'}</bdi> <span className="hint">{role}</span>
          </th>
          <td>{clockOf(firstMs)}</td>
          <td>{clockOf(lastMs)}</td>
          <td>{minutes}</td>
        </tr>
      ))}
    </tbody>
  </table>
)

const clockOf = (ms: number): string =>
  new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
