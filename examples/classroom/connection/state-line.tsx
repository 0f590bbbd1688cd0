import type { Status } from 'homeroom/client'
import { useRoom, useStatus } from 'homeroom/react'
import { useState } from 'react'
import { useRights } from '../room/classroom-context.tsx'
import { isLost, refusalOf } from './connection-state.ts'

/** The same while it waits and while it tries: what is heard again and again helps nobody. */
const inWords = (status: Status, refusal: string | null): string => {
  if (isLost(status) && refusal !== null) return `${refusal} It is tried again by itself.`
  if (isLost(status))
    return 'No connection. It is tried again by itself; what you do meanwhile is kept here and sent when it is back.'
  if (status.state !== 'closed') return ''
  return `${status.reason || 'The relay closed this room.'} (code ${status.code})`
}

/** What one should know about the connection and about one's part in the room. Empty where all is as usual. */
export const StateLine = () => {
  const room = useRoom()
  const status = useStatus()
  const rights = useRights()
  const [refusal, setRefusal] = useState<string | null>(null)
  // Kept while it is tried again: then there is no reason.
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
