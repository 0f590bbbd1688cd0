import { hashOf } from './address.ts'
import type { ListedRoom, RelayOfRoom } from './api.ts'
import { bytesOf, counted, refusedLately } from './words.ts'

/** The relays on which somebody has the room: more than one is worth a look. */
const relaysWith = ({ relays }: ListedRoom) => relays.filter(({ connections }) => connections > 0)

/** Trouble first: what nobody can open, what does not go through, what spans relays; then where people are. */
const urgencyOf = (room: ListedRoom): number => {
  if (room.setAside !== null) return 0
  if (troubleOf(room) > 0) return 1
  if (relaysWith(room).length > 1) return 2
  return room.loaded ? 3 : 4
}

/** A connection that lags misses everything; a message that was refused is one. */
const LAG_WEIGHT = 10

const troubleOf = ({ lagging, refused }: ListedRoom): number => LAG_WEIGHT * lagging + refused

const byUrgency = (one: ListedRoom, other: ListedRoom): number =>
  urgencyOf(one) - urgencyOf(other) || troubleOf(other) - troubleOf(one)

interface ListedRoomsProps {
  readonly rooms: readonly ListedRoom[]
  /** A part of the names of the rooms that are looked for; empty for all. */
  readonly asked: string
  readonly nameById: ReadonlyMap<RelayOfRoom['relay'], string>
}

/** Rooms with their figures, those in trouble first. */
export const ListedRooms = ({ rooms, asked, nameById }: ListedRoomsProps) => {
  const found = rooms.filter(({ room }) => room.toLowerCase().includes(asked.toLowerCase()))
  return (
    <>
      <output className="hint">
        {asked !== '' && `${counted(found.length, 'room')} of ${rooms.length}`}
      </output>
      <ul className="rooms" aria-label="Rooms" hidden={found.length === 0}>
        {found.toSorted(byUrgency).map((room) => (
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

interface RoomFactsProps extends Pick<ListedRoomsProps, 'nameById'> {
  readonly room: ListedRoom
}

const RoomFacts = ({ room, nameById }: RoomFactsProps) => {
  const { loaded, setAside, connections, people, lagging, refused, stored } = room
  const relays = relaysWith(room)
  const on = relays.flatMap(({ relay }) => nameById.get(relay) ?? [])
  return (
    <span className="facts">
      {setAside !== null && <span className="chip warn">set aside: cannot be opened</span>}
      {lagging > 0 && <span className="chip warn">{counted(lagging, 'connection')} behind</span>}
      {refused > 0 && <span className="chip warn">{refusedLately(refused)}</span>}
      {relays.length > 1 && <span className="chip warn">on {relays.length} relays</span>}
      <span className={loaded ? 'chip live' : 'chip'}>
        {loaded ? counted(connections, 'connection') : 'at rest'}
      </span>
      {loaded && <span className="chip">{counted(people, 'person', 'people')}</span>}
      {stored !== null && (
        <span className="hint">
          {stored.records === 0
            ? 'nothing stored'
            : `${bytesOf(stored.bytes)} in ${counted(stored.records, 'record')}`}
        </span>
      )}
      {on.length > 0 && <span className="hint on">{on.join(', ')}</span>}
    </span>
  )
}
