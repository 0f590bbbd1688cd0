import { useCallback } from 'react'
import { News, useActing } from './acting.tsx'
import { ALL_ROOMS } from './address.ts'
import type { Api, GiveOrder, Problem, RoomLook } from './api.ts'
import { AttendanceList } from './attendance-list.tsx'
import { ConnectionItem } from './connection-item.tsx'
import { DepartureList } from './departure-list.tsx'
import { useHeadingFocus } from './heading-focus.ts'
import { SELDOM_MS, usePolled } from './polled.ts'
import { useRefused } from './refused.ts'
import { namesOf, RelaysOfRoom } from './relay-list.tsx'
import { VersionList } from './version-list.tsx'
import { counted, nameOf, refusedLately } from './words.ts'

interface RoomViewProps {
  readonly api: Api
  readonly room: string
  readonly onRefused: (problem: Problem) => void
}

/** One room as it is now: its connections with what waits for them, the latest departures, and what a host can do. */
export const RoomView = ({ api, room, onRefused }: RoomViewProps) => {
  const load = useCallback((signal: AbortSignal) => api.look(room, signal), [api, room])
  const { value, problem, refresh } = usePolled(load)
  const { said, refused, act } = useActing(refresh)
  const heading = useHeadingFocus()
  useRefused(problem, onRefused)

  const order: GiveOrder = async (what, done) => {
    await act(api.order(room, what), () => done)
  }
  const onLoad = () => void act(api.load(room), () => 'The room is loaded.')

  return (
    <>
      <nav>
        <a href={ALL_ROOMS}>All rooms</a>
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        <bdi>{room}</bdi>
      </h1>
      <News said={said} problem={refused ?? problem} />
      {value === null && problem === null && <p className="hint">Asking the relay…</p>}
      {value !== null && <Room {...{ api, look: value, onOrder: order, onLoad }} />}
      {value !== null && <VersionList api={api} room={room} takesOrders={takesOrders(value)} />}
      {value !== null && <AttendanceList api={api} room={room} />}
    </>
  )
}

/** A relay that verifies nobody gives no role to give, and takes no other order either. */
const takesOrders = ({ roles }: RoomLook): boolean => roles.length > 0

const NO_ORDERS =
  'This relay verifies nobody, so it takes no orders here. Start it with a secret to give some.'

interface RoomProps {
  readonly api: Api
  readonly look: RoomLook
  readonly onOrder: GiveOrder
  readonly onLoad: () => void
}

const Room = ({ api, look, onOrder, onLoad }: RoomProps) => {
  const { connections, left, nameByClient, roles, relays } = look
  const nameById = namesOf(relays)
  return (
    <>
      <Summary {...{ api, look, onOrder, onLoad }} />
      <section aria-labelledby="connections">
        <h2 id="connections">Connections</h2>
        <RelaysOfRoom relays={relays} listed={connections.length} />
        {connections.length === 0 && <p className="empty">Nobody is here.</p>}
        <ul className="connections">
          {connections.map((connection) => (
            <ConnectionItem
              key={connection.connectionId}
              connection={connection}
              name={nameOf(connection, nameByClient)}
              relay={nameById.get(connection.relay) ?? null}
              roles={roles}
              onOrder={onOrder}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="left">
        <h2 id="left">Left</h2>
        <DepartureList left={left} />
      </section>
    </>
  )
}

/** Loads a room that is set aside: for holders of a secret, who alone may ask for the hooks of the relay, too. */
const LoadButton = ({ api, onLoad }: Pick<RoomProps, 'api' | 'onLoad'>) => {
  const load = useCallback((signal: AbortSignal) => api.hooks(signal), [api])
  const { value } = usePolled(load, SELDOM_MS)
  if (value === null) return null
  return (
    <button type="button" onClick={onLoad}>
      Load the room
    </button>
  )
}

const Summary = ({ api, look, onOrder, onLoad }: RoomProps) => {
  const { loaded, epoch, entries, setAside, connections, rules, nameByClient, refused } = look
  const { locked, reactionsMuted, follow } = rules
  const followed = follow === null ? null : (nameByClient.get(follow) ?? `client ${follow}`)
  return (
    <div className="card summary">
      <p className="chips">
        <span className={loaded ? 'chip live' : 'chip'}>{loaded ? 'in memory' : 'at rest'}</span>
        {setAside !== null && <span className="chip warn">set aside</span>}
        <span className="chip">{counted(connections.length, 'connection')}</span>
        <span className="chip">{counted(entries, 'entry', 'entries')} of presence</span>
        {refused > 0 && <span className="chip warn">{refusedLately(refused)}</span>}
        {locked && <span className="chip warn">locked</span>}
        {reactionsMuted && <span className="chip warn">reactions muted</span>}
        {followed !== null && (
          <span className="chip warn">
            all follow <bdi>{followed}</bdi>
          </span>
        )}
      </p>
      {setAside === null ? (
        <p className="hint epoch">
          {epoch === null ? 'It is loaded when somebody comes.' : 'Epoch '}
          {epoch !== null && <code>{epoch}</code>}
        </p>
      ) : (
        <p>
          Set aside at {new Date(setAside.sinceMs).toLocaleString()}: nobody can open it. {setAside.reason}
        </p>
      )}
      {takesOrders(look) ? (
        <div className="actions">
          {setAside !== null && <LoadButton api={api} onLoad={onLoad} />}
          <button
            type="button"
            onClick={() =>
              onOrder(
                { kind: 'lock', body: { locked: !locked } },
                locked ? 'The room is open.' : 'The room is locked.',
              )
            }
          >
            {locked ? 'Unlock the room' : 'Lock the room'}
          </button>
        </div>
      ) : (
        <p className="hint">{NO_ORDERS}</p>
      )}
    </div>
  )
}
