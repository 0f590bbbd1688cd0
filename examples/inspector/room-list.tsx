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
      {value !== null && <Rooms {...value} asked={typed.trim()} />}
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

/** The relays on which somebody has the room: more than one is worth a look. */
const relaysWith = ({ relays }: ListedRoom) => relays.filter(({ connections }) => connections > 0)

/** Trouble first: what nobody can open, what spans relays; then where people are. */
const urgencyOf = (room: ListedRoom): number => {
  if (room.setAside !== null) return 0
  if (relaysWith(room).length > 1) return 1
  return room.loaded ? 2 : 3
}

interface RoomsProps extends Pick<RoomPage, 'rooms' | 'relays'> {
  /** A part of the names of the rooms that are looked for; empty for all. */
  readonly asked: string
}

const Rooms = ({ rooms, relays, asked }: RoomsProps) => {
  const nameById = namesOf(relays)
  if (rooms.length === 0) return <p className="empty">Nobody is in a room, and nothing is stored.</p>
  const found = rooms.filter(({ room }) => room.toLowerCase().includes(asked.toLowerCase()))
  return (
    <>
      <output className="hint">
        {asked !== '' && `${counted(found.length, 'room')} of ${rooms.length}`}
      </output>
      <ul className="rooms" aria-label="Rooms" hidden={found.length === 0}>
        {found
          .toSorted((one, other) => urgencyOf(one) - urgencyOf(other))
          .map((room) => (
            <li key={room.room}>
              <a href={hashOf(room.room)}>
                <bdi className="name">{room.room}</bdi>
                <RoomFacts room={room} nameById={nameById} />
              </a>
            </li>
          ))}
      </ul>
    </>
  )
}

interface RoomFactsProps {
  readonly room: ListedRoom
  readonly nameById: ReadonlyMap<string, string>
}

const RoomFacts = ({ room, nameById }: RoomFactsProps) => {
  const { loaded, setAside, connections, people, bytes, records } = room
  const on = relaysWith(room).flatMap(({ relay }) => nameById.get(relay) ?? [])
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

interface GoToProps {
  readonly room: string
  readonly onType: (room: string) => void
}

/** Searches the rooms as it is typed into, and opens a room by its name, also if nobody is in it. */
const GoTo = ({ room, onType }: GoToProps) => {
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
          onChange={({ target }) => onType(target.value)}
        />
      </div>
      <button type="submit">Look</button>
    </form>
  )
}
