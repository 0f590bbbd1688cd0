import type { Status } from 'homeroom/client'
import { useRoom, useStatus } from 'homeroom/react'
import { useState } from 'react'
import { useRights } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { type Refused, readRefusal } from '../words/refusal.ts'
import { Refusal } from './refusal.tsx'

/** Whether there was a connection, or an attempt at one: the page then goes on without it. */
export const isLost = (status: Status): boolean =>
  status.state === 'disconnected' || (status.state === 'connecting' && status.attempt > 0)

/** Why the relay refused this client. The relay's reasons begin with a code, the client's own do not. */
const refusalOf = (reason: string): Refused | null => {
  const refused = readRefusal(reason)
  return refused.code === '' ? null : refused
}

interface StateTextProps {
  readonly status: Status
  readonly refused: Refused | null
  /** This person does nothing in the room that could be kept. */
  readonly isWatching: boolean
}

/** The same text while the client waits and while it tries: repeating it helps nobody. */
const StateText = ({ status, refused, isWatching }: StateTextProps) => {
  const { connection } = useWords()
  if (status.state === 'closed')
    return (
      <p>
        <Refusal of={readRefusal(status.reason)} close={status.code} />
      </p>
    )
  if (!isLost(status)) return null
  if (refused === null) return <p>{isWatching ? connection.lostWatching : connection.lost}</p>
  return (
    <p>
      <Refusal of={refused} /> {connection.retried}
    </p>
  )
}

/**
 * What to know about the connection and about this person's part in the room; empty if all is as usual. What comes and goes with
 * the connection lies over the page, so that nothing under a hand moves.
 */
export const StateLine = () => {
  const room = useRoom()
  const status = useStatus()
  const rights = useRights()
  const { connection } = useWords()
  const [reason, setReason] = useState('')
  // The reason is kept through the next attempt, which has none.
  if (status.state === 'disconnected' && status.reason !== reason) setReason(status.reason)
  // What else an attendee may not do is said where they try it: a class of attendees needs no line about it all lesson long.
  return (
    <>
      <section className="state-over" aria-label={connection.title}>
        <div className="line" role="status" data-state={status.state}>
          <StateText status={status} refused={refusalOf(reason)} isWatching={rights.present !== null} />
        </div>
        {status.state === 'closed' && status.retry !== 'never' && (
          <button type="button" onClick={room.reconnect}>
            {connection.again}
          </button>
        )}
      </section>
      {rights.present !== null && <aside className="line restricted">{rights.present}</aside>}
    </>
  )
}
