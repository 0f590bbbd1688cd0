import { useId, useState } from 'react'
import { Dialog } from '../classroom/page/dialog.tsx'
import { type Connection, type GiveOrder, type Person, ROLES, type Role } from './api.ts'
import { personOf } from './words.ts'

interface PersonActionsProps {
  readonly connection: Connection
  readonly name: string
  readonly onOrder: GiveOrder
}

/** What a host can do about the person of a connection. */
export const PersonActions = ({ connection, name, onOrder }: PersonActionsProps) => {
  const person = personOf(connection)
  if (person === null) return <p className="hint actions">It has no presence and no id to name it by.</p>
  return <Actions connection={connection} name={name} onOrder={onOrder} person={person} />
}

const Actions = ({ connection, name, onOrder, person }: PersonActionsProps & { readonly person: Person }) => {
  const { role, id } = connection.identity
  const select = useId()
  const [isAsking, setIsAsking] = useState(false)

  const remove = () => {
    setIsAsking(false)
    void onOrder({ kind: 'kick', body: person }, `${name} was removed.`)
  }

  return (
    <div className="actions">
      <label className="unseen" htmlFor={select}>
        Role of {name}
      </label>
      <select
        id={select}
        value={role}
        onChange={({ target }) => {
          const next = target.value as Role
          void onOrder({ kind: 'role', body: { ...person, role: next } }, `${name} is ${next} now.`)
        }}
      >
        {ROLES.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <button
        className="small danger"
        type="button"
        aria-label={`Remove ${name}`}
        onClick={() => setIsAsking(true)}
      >
        Remove
      </button>
      {isAsking && (
        <Dialog title={`Remove ${name}?`} onClose={() => setIsAsking(false)}>
          <p>
            {id === null
              ? 'The connection is closed. Nobody knows who this is, so they may come back.'
              : 'All their connections are closed, and the tokens that they have do not open this room any more.'}
          </p>
          <div className="row">
            <button className="danger" type="button" onClick={remove}>
              Remove
            </button>
            <button type="button" onClick={() => setIsAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </div>
  )
}
