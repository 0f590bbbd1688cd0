import type { Relay, RelayOfRoom } from './api.ts'
import { Fact } from './fact.tsx'
import { counted, lasting, relayName } from './words.ts'

/** Names of relays by their ids; of none where there is one alone, which needs no name. */
export const namesOf = (relays: readonly (Relay | RelayOfRoom)[]): ReadonlyMap<string, string> =>
  new Map(relays.length > 1 ? relays.map((relay) => [relay.relay, relayName(relay)]) : [])

/** Longer than this others see it: they wait for each change. */
const SLOW_MS = 250

/** Each relay of those that share rooms, with how it is. */
export const RelayList = ({ relays }: { readonly relays: readonly Relay[] }) => (
  <section aria-labelledby="relays">
    <h2 id="relays">Relays</h2>
    <ul className="parts">
      {relays.map((relay) => (
        <RelayItem key={relay.relay} relay={relay} />
      ))}
    </ul>
  </section>
)

const RelayItem = ({ relay }: { readonly relay: Relay }) => {
  const { figures, self } = relay
  return (
    <li className="part" data-trouble={figures === null || figures.loopDelayMs > SLOW_MS}>
      <div>
        <h3>
          <bdi>{relayName(relay)}</bdi>
        </h3>
        {self && <p className="hint">answers this page</p>}
      </div>
      {figures === null ? (
        <p>Did not answer: it stands still, is gone, or is older.</p>
      ) : (
        <dl className="facts">
          <Fact name="Version">{figures.version}</Fact>
          <Fact name="Rooms">{figures.rooms}</Fact>
          <Fact name="Connections">{figures.connections}</Fact>
          <Fact name="Up">{lasting(figures.uptimeMs)}</Fact>
          <Fact name="Stood still">{figures.loopDelayMs} ms</Fact>
        </dl>
      )}
    </li>
  )
}

interface RelaysOfRoomProps {
  readonly relays: readonly RelayOfRoom[]
  /** How many connections are listed. */
  readonly listed: number
}

/** Which relays a room is on, where there are several, and what of it is not seen here. */
export const RelaysOfRoom = ({ relays, listed }: RelaysOfRoomProps) => {
  const on = relays.filter(({ connections }) => connections !== null && connections > 0)
  const silent = relays.filter(({ connections }) => connections === null)
  const all = on.reduce((sum, { connections }) => sum + (connections ?? 0), 0)
  return (
    <>
      {on.length > 1 && (
        <p className="chips">
          <span className="chip warn">on {on.length} relays</span>
          {on.map((relay) => (
            <span key={relay.relay} className="chip">
              <bdi>{relayName(relay)}</bdi>: {relay.connections}
            </span>
          ))}
        </p>
      )}
      {silent.length > 0 && (
        <p className="warning">
          {counted(silent.length, 'relay')} did not answer ({silent.map(relayName).join(', ')}): who is
          connected there is not listed.
        </p>
      )}
      {all > listed && (
        <p className="hint">
          {listed} of {all} connections are listed.
        </p>
      )}
    </>
  )
}
