import { useState } from 'react'
import { MuteButton } from '../chat/mute-button.tsx'
import { Dialog } from '../page/dialog.tsx'
import type { Member } from '../people/cast.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { GIVEN_ROLES, type GivenRole } from './moderation.ts'

const ROLES = Object.entries(GIVEN_ROLES) as readonly (readonly [GivenRole, string])[]

interface PersonDialogProps {
  readonly member: Member
  readonly onClose: () => void
}

/** What a host does about a person: give them another role, or remove them. */
export const PersonDialog = ({ member, onClose }: PersonDialogProps) => {
  const { moderation } = useClassroom()
  const [isRemoving, setIsRemoving] = useState(false)
  const given = ROLES.find(([role]) => role === member.role)?.[0]
  const [role, setRole] = useState<GivenRole | undefined>(given)

  const giveRole = () => {
    if (role !== undefined && role !== given) moderation.giveRole(member, role)
    onClose()
  }
  const remove = () => {
    moderation.remove(member)
    onClose()
  }
  return (
    <Dialog title={isRemoving ? `Remove ${member.name}?` : member.name} onClose={onClose}>
      {isRemoving ? (
        <Removal member={member} onKeep={() => setIsRemoving(false)} onRemove={remove} />
      ) : (
        <>
          <MuteButton personKey={member.key} name={member.name} role={member.role ?? null} />
          <RoleForm role={role} onChange={setRole} onGive={giveRole} onRemove={() => setIsRemoving(true)} />
        </>
      )}
    </Dialog>
  )
}

const VERIFIED = 'They leave the room at once, and come back only with a new link.'
const ANONYMOUS = 'They leave the room at once. Without a lock anybody may come in here, so may they.'

const focus = (button: HTMLButtonElement | null) => button?.focus()

interface RemovalProps {
  readonly member: Member
  readonly onKeep: () => void
  readonly onRemove: () => void
}

const Removal = ({ member, onKeep, onRemove }: RemovalProps) => (
  <>
    <p>{member.key.startsWith('id:') ? VERIFIED : ANONYMOUS}</p>
    <div className="row end">
      {/* The button that had the focus is gone; the safe one gets it. */}
      <button ref={focus} type="button" onClick={onKeep}>
        No, keep
      </button>
      <button className="danger" type="button" onClick={onRemove}>
        Remove
      </button>
    </div>
  </>
)

interface RoleFormProps {
  readonly role: GivenRole | undefined
  readonly onChange: (role: GivenRole) => void
  readonly onGive: () => void
  readonly onRemove: () => void
}

const RoleForm = ({ role, onChange, onGive, onRemove }: RoleFormProps) => (
  <form
    className="role-form"
    onSubmit={(event) => {
      event.preventDefault()
      onGive()
    }}
  >
    <fieldset className="roles">
      <legend>Role in this room</legend>
      {ROLES.map(([name, does]) => (
        <label key={name} className="role">
          <input type="radio" name="role" checked={role === name} onChange={() => onChange(name)} />
          <span>
            <b>{name}</b> <span className="hint">{does}</span>
          </span>
        </label>
      ))}
    </fieldset>
    <div className="row">
      <button className="danger" type="button" onClick={onRemove}>
        Remove…
      </button>
      <span className="space" />
      <button className="primary" type="submit">
        Give role
      </button>
    </div>
  </form>
)
