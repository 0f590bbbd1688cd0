import type { Status } from 'homeroom/client'
import { useRoom, useStatus } from 'homeroom/react'
import { useState } from 'react'
import { useRights } from '../room/classroom-context.tsx'

/** Whether there was a connection, or an attempt at one: the page then goes on without it. */
export const isLost = (status: Status): boolean =>
  status.state === 'disconnected' || (status.state === 'connecting' && status.attempt > 0)

/** Why the relay refused this client. The relay's reasons begin with a code, the client's own do not. */
const refusalOf = (status: Status): string | null =>
  status.state === 'disconnected' ? (/^[a-z-]+: ([^;]+)/.exec(status.reason)?.[1] ?? null) : null

/** The same text while the client waits and while it tries: repeating it helps nobody. */
const inWords = (status: Status, refusal: string | null): string => {
  if (isLost(status) && refusal !== null) return `${refusal} It is tried again by itself.`
  if (isLost(status))
    return 'No connection. It is tried again by itself; what you do meanwhile is kept here and sent when it is back.'
  if (status.state !== 'closed') return ''
  return `${status.reason || 'The relay closed this room.'} (code ${status.code})`
}

/** What to know about the connection and about this person's part in the room; empty if all is as usual. */
export const StateLine = () => {
  const room = useRoom()
  const status = useStatus()
  const rights = useRights()
  const [refusal, setRefusal] = useState<string | null>(null)
  // The reason is kept through the next attempt, which has none.
  if (status.state === 'disconnected' && refusalOf(status) !== refusal) setRefusal(refusalOf(status))
  const text = inWords(status, refusal)
  const isRestricted = status.state === 'connected' && rights.write !== null
  return (
    <section className="lines" aria-label="State of the connection">
      <div className="line" role="status" data-state={status.state}>
        {text !== '' && <p>{text}</p>}
      </div>
      {status.state === 'closed' && status.retry !== 'never' && (
        <button type="button" onClick={room.reconnect}>
          Try again
        </button>
      )}
      {isRestricted && <p className="line restricted">{rights.write}</p>}
    </section>
  )
}
