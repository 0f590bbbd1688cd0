import { useId } from 'react'
import type { Connection, GiveOrder, Person } from './api.ts'
import { ConfirmedButton } from './confirmed-button.tsx'
import { personOf } from './words.ts'

interface PersonActionsProps {
  readonly connection: Connection
  readonly name: string
  /** Every role that can be given. */
  readonly roles: readonly string[]
  readonly onOrder: GiveOrder
}

/** What a host can do about the person of a connection. */
export const PersonActions = (props: PersonActionsProps) => {
  const person = personOf(props.connection)
  if (person === null) return <p className="hint actions">It has no presence and no id to name it by.</p>
  return <Actions {...props} person={person} />
}

const Actions = ({
  connection,
  name,
  roles,
  onOrder,
  person,
}: PersonActionsProps & { readonly person: Person }) => {
  const { role, id } = connection.identity
  const giveRole = (next: string) =>
    void onOrder({ kind: 'role', body: { ...person, role: next } }, `${name} is ${next} now.`)

  const remove = () => void onOrder({ kind: 'kick', body: person }, `${name} was removed.`)

  return (
    <div className="actions">
      <RoleSelect {...{ name, roles, role }} onChange={giveRole} />
      <ConfirmedButton action="Remove" label={`Remove ${name}`} isDanger onConfirm={remove}>
        {id === null
          ? 'The connection is closed. Nobody knows who this is, so they may come back.'
          : 'All their connections are closed, and the tokens that they have do not open this room any more.'}
      </ConfirmedButton>
    </div>
  )
}

interface RoleSelectProps extends Pick<PersonActionsProps, 'name' | 'roles'> {
  readonly role: string
  readonly onChange: (role: string) => void
}

const RoleSelect = ({ name, roles, role, onChange }: RoleSelectProps) => {
  const select = useId()
  return (
    <>
      <label className="unseen" htmlFor={select}>
        Role of {name}
      </label>
      <select id={select} value={role} onChange={({ target }) => onChange(target.value)}>
        {roles.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    </>
  )
}
