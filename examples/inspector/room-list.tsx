import { useCallback, useId, useState } from 'react'
import { News } from './acting.tsx'
import { hashOf } from './address.ts'
import type { Api, ListedRoom, Problem, RoomPage } from './api.ts'
import { useHeadingFocus } from './heading-focus.ts'
import { HookList } from './hook-list.tsx'
import { usePolled } from './polled.ts'
import { useRefused } from './refused.ts'
import { namesOf, RelayList } from './relay-list.tsx'
import { WebhookList } from './webhook-list.tsx'
import { bytesOf, counted } from './words.ts'

interface RoomListProps {
  readonly api: Api
  readonly onRefused: (problem: Problem) => void
}

/** The rooms of all relays, a page at a time, and a field for any other room. */
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
      {value !== null && <Rooms {...value} />}
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

const Rooms = ({ rooms, relays }: Pick<RoomPage, 'rooms' | 'relays'>) => {
  const nameById = namesOf(relays)
  if (rooms.length === 0) return <p className="empty">Nobody is in a room, and nothing is stored.</p>
  return (
    <ul className="rooms" aria-label="Rooms">
      {rooms.map((room) => (
        <li key={room.room}>
          <a href={hashOf(room.room)}>
            <bdi className="name">{room.room}</bdi>
            <RoomFacts room={room} nameById={nameById} />
          </a>
        </li>
      ))}
    </ul>
  )
}

interface RoomFactsProps {
  readonly room: ListedRoom
  readonly nameById: ReadonlyMap<string, string>
}

const RoomFacts = ({ room, nameById }: RoomFactsProps) => {
  const { loaded, setAside, connections, people, bytes, records, relays } = room
  const on = relays.flatMap((one) => (one.connections > 0 ? (nameById.get(one.relay) ?? []) : []))
  return (
    <span className="facts">
      {setAside !== null && <span className="chip warn">set aside: cannot be opened</span>}
      {on.length > 1 && <span className="chip warn">on {on.length} relays</span>}
      <span className={loaded ? 'chip live' : 'chip'}>
        {loaded ? counted(connections, 'connection') : 'at rest'}
      </span>
      {loaded && <span className="chip">{counted(people, 'person', 'people')}</span>}
      <span className="hint">
        {records === 0 ? 'nothing stored' : `${bytesOf(bytes)} in ${counted(records, 'record')}`}
      </span>
      {on.length > 0 && <span className="hint on">{on.join(', ')}</span>}
    </span>
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
