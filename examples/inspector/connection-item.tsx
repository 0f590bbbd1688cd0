import { colorOf, initials } from 'homeroom/draw'
import type { CSSProperties } from 'react'
import type { Connection, GiveOrder } from './api.ts'
import { Fact } from './fact.tsx'
import { PersonActions } from './person-actions.tsx'
import { lasting, refusedLately, waitingFor } from './words.ts'

interface ConnectionItemProps {
  readonly connection: Connection
  readonly name: string
  /** The name of its relay; null where there is one alone. */
  readonly relay: string | null
  /** Every role that can be given; none where the relay takes no orders. */
  readonly roles: readonly string[]
  readonly onOrder: GiveOrder
}

export const ConnectionItem = ({ connection, name, relay, roles, onOrder }: ConnectionItemProps) => {
  const { connectionId, identity, clientIds, protocol, sinceMs, heardMsAgo, refused } = connection
  const { onLight, onDark } = colorOf(identity.id ?? clientIds[0] ?? connectionId)
  const waiting = waitingFor(connection)
  return (
    <li className="connection" data-waits={waiting.length > 0 || refused > 0}>
      <div className="who">
        <span
          className="token"
          aria-hidden="true"
          style={{ '--person': `light-dark(${onLight}, ${onDark})` } as CSSProperties}
        >
          {initials(name)}
        </span>
        <div className="names">
          <h3>
            <bdi>{name}</bdi>
          </h3>
          <p className="hint">
            {identity.id === null ? 'not verified' : <bdi>{identity.id}</bdi>} · {identity.role}
          </p>
        </div>
      </div>
      <dl className="facts">
        <Fact name="Connected">{lasting(Date.now() - sinceMs)}</Fact>
        <Fact name="Heard">{lasting(heardMsAgo)} ago</Fact>
        <Fact name="Protocol">{protocol}</Fact>
        <Fact name="Clients">{clientIds.length === 0 ? 'none' : clientIds.join(', ')}</Fact>
        {relay !== null && <Fact name="Relay">{relay}</Fact>}
        <Fact name="In the log">
          <code>{connectionId}</code>
        </Fact>
        <Fact name="Waits">{waiting.length === 0 ? 'nothing' : waiting.join(', ')}</Fact>
        {refused > 0 && <Fact name="Sent">{refusedLately(refused)}</Fact>}
      </dl>
      {roles.length > 0 && (
        <PersonActions connection={connection} name={name} roles={roles} onOrder={onOrder} />
      )}
    </li>
  )
}
