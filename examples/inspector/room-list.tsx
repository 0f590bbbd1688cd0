import { useCallback, useId, useState } from 'react'
import { News } from './acting.tsx'
import { hashOf } from './address.ts'
import type { Api, ListedRoom, Problem } from './api.ts'
import { useHeadingFocus } from './heading-focus.ts'
import { HookList } from './hook-list.tsx'
import { usePolled } from './polled.ts'
import { useRefused } from './refused.ts'
import { WebhookList } from './webhook-list.tsx'
import { bytesOf, counted } from './words.ts'

interface RoomListProps {
  readonly api: Api
  readonly onRefused: (problem: Problem) => void
}

/** The rooms of the relay, a page at a time, and a field for any other room. */
export const RoomList = ({ api, onRefused }: RoomListProps) => {
  const [after, setAfter] = useState('')
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
      <GoTo />
      {value === null && problem === null && <p className="hint">Asking the relay…</p>}
      {value !== null && <Rooms rooms={value.rooms} />}
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
      {value !== null && <WebhookList api={api} />}
      {value !== null && <HookList api={api} />}
    </>
  )
}

const Rooms = ({ rooms }: { readonly rooms: readonly ListedRoom[] }) => {
  if (rooms.length === 0) return <p className="empty">Nobody is in a room, and nothing is stored.</p>
  return (
    <ul className="rooms" aria-label="Rooms">
      {rooms.map(({ room, loaded, setAside, connections, bytes, records }) => (
        <li key={room}>
          <a href={hashOf(room)}>
            <bdi className="name">{room}</bdi>
            <span className="facts">
              {setAside !== null && <span className="chip warn">set aside: cannot be opened</span>}
              <span className={loaded ? 'chip live' : 'chip'}>
                {loaded ? counted(connections, 'connection') : 'at rest'}
              </span>
              <span className="hint">
                {records === 0 ? 'nothing stored' : `${bytesOf(bytes)} in ${counted(records, 'record')}`}
              </span>
            </span>
          </a>
        </li>
      ))}
    </ul>
  )
}

/** Opens a room by its name, also if nobody is in it. */
const GoTo = () => {
  const [room, setRoom] = useState('')
  const id = useId()
  return (
    <form
      className="row go-to"
      onSubmit={(event) => {
        event.preventDefault()
        if (room.trim() !== '') location.hash = hashOf(room.trim())
      }}
    >
      <div className="field">
        <label htmlFor={id}>Room by name</label>
        <input
          id={id}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={room}
          onChange={({ target }) => setRoom(target.value)}
        />
      </div>
      <button type="submit">Look</button>
    </form>
  )
}
