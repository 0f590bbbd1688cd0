import { useCallback, useState } from 'react'
import { News } from './acting.tsx'
import type { Api, Problem } from './api.ts'
import { GoTo } from './go-to.tsx'
import { useHeadingFocus } from './heading-focus.ts'
import { HookList } from './hook-list.tsx'
import { ListedRooms } from './listed-rooms.tsx'
import { usePolled } from './polled.ts'
import { useRefused } from './refused.ts'
import { namesOf, RelayList } from './relay-list.tsx'
import { WebhookList } from './webhook-list.tsx'

interface RoomListProps {
  readonly api: Api
  readonly onRefused: (problem: Problem) => void
}

/** The rooms of all relays, those in trouble first, and a field that searches them, and opens any other room. */
export const RoomList = ({ api, onRefused }: RoomListProps) => {
  const [after, setAfter] = useState('')
  const [typed, setTyped] = useState('')
  const load = useCallback((signal: AbortSignal) => api.rooms(after, signal), [api, after])
  const { value, problem } = usePolled(load)
  const heading = useHeadingFocus()
  useRefused(problem, onRefused)

  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        Rooms
      </h1>
      <News problem={problem} />
      <GoTo room={typed} onType={setTyped} />
      {value === null && problem === null && <p className="hint">Asking the relay…</p>}
      {value !== null && value.rooms.length === 0 && (
        <p className="empty">Nobody is in a room, and nothing is stored.</p>
      )}
      {value !== null && value.rooms.length > 0 && (
        <ListedRooms rooms={value.rooms} asked={typed.trim()} nameById={namesOf(value.relays)} />
      )}
      <div className="pages">
        {after !== '' && (
          <button className="small" type="button" onClick={() => setAfter('')}>
            First rooms
          </button>
        )}
        {value?.next != null && (
          <button className="small" type="button" onClick={() => setAfter(value.next ?? '')}>
            More rooms
          </button>
        )}
      </div>
      {value !== null && <RelayList relays={value.relays} />}
      {value !== null && <WebhookList api={api} />}
      {value !== null && <HookList api={api} />}
    </>
  )
}
