import type { Status } from 'homeroom/client'
import { useRoom, useStatus } from 'homeroom/react'
import { useReadable, useRights } from './classroom-context.tsx'

const inWords = (status: Status): string => {
  switch (status.state) {
    case 'disconnected':
      return `No connection (${status.reason}). Trying again. What you do meanwhile is kept here and sent when it is back.`
    case 'connecting':
      return status.attempt === 0 ? '' : 'Trying to connect again…'
    case 'closed':
      return `${status.reason || 'The relay closed this room.'} (code ${status.code})`
    default:
      return ''
  }
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
