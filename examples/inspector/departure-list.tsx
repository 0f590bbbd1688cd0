import type { Departure } from './api.ts'
import { lasting, reasonOf, verifiedNameOf } from './words.ts'

/** The people who left: when, why, and after how long. */
export const DepartureList = ({ left }: { readonly left: readonly Departure[] }) => {
  if (left.length === 0) return <p className="empty">Nobody has left since the relay began.</p>
  return (
    <ul className="departures">
      {left.map((departure) => {
        const { connectionId, identity, atMs, sinceMs, code, reason } = departure
        return (
          <li key={connectionId} data-reason={reason}>
            <p>
              <bdi className="who-left">{verifiedNameOf(identity)}</bdi>:{' '}
              <span className="why">{reasonOf(departure)}</span>
            </p>
            <p className="hint">
              {lasting(Date.now() - atMs)} ago, after {lasting(atMs - sinceMs)} · {reason}
              {code !== null && ` · ${code}`} · <code>{connectionId}</code>
            </p>
          </li>
        )
      })}
    </ul>
  )
}
