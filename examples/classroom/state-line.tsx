import type { Status } from 'homeroom/client'
import { useRoom, useStatus } from 'homeroom/react'
import { useReadable, useRights } from './classroom-context.tsx'
import { isLost } from './connection-state.ts'

/** The same while it waits and while it tries: what is heard again and again helps nobody. */
const inWords = (status: Status): string => {
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
  const notice = useReadable(room.notice)
  const text = inWords(status)
  const isRestricted = status.state === 'connected' && rights.write !== null
  return (
    <section className="lines" aria-label="State of the connection">
      <div className="line" role="status" data-state={status.state}>
        {text !== '' && <p>{text}</p>}
        {status.state === 'connected' && notice !== null && <p>{notice.text}</p>}
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
