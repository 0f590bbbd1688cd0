import { type FormEvent, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import type { Member } from '../people/cast.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { GIVEN_ROLES, type GivenRole } from './moderation.ts'

const ROLES = Object.entries(GIVEN_ROLES) as readonly (readonly [GivenRole, string])[]

const VERIFIED = 'They leave the room at once, and come back only with a new link.'
const ANONYMOUS = 'They leave the room at once. Without a lock anybody may come in here, so may they.'

const focus = (button: HTMLButtonElement | null) => button?.focus()

/** What a host does about somebody: another role, or out of the room. */
export const PersonDialog = ({ member, onClose }: { member: Member; onClose: () => void }) => {
  const { moderation } = useClassroom()
  const [isRemoving, setIsRemoving] = useState(false)
  const given = ROLES.find(([role]) => role === member.role)?.[0]
  const [role, setRole] = useState<GivenRole | undefined>(given)

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (role !== undefined && role !== given) moderation.giveRole(member, role)
    onClose()
  }

  if (isRemoving)
    return (
      <Dialog title={`Remove ${member.name}?`} onClose={onClose}>
        <p>{member.key.startsWith('id:') ? VERIFIED : ANONYMOUS}</p>
        <div className="row end">
          {/* The button that had the focus is gone; the safe one gets it. */}
          <button ref={focus} type="button" onClick={() => setIsRemoving(false)}>
            No, keep
          </button>
          <button
            className="danger"
            type="button"
            onClick={() => {
              moderation.remove(member)
              onClose()
            }}
          >
            Remove
          </button>
        </div>
      </Dialog>
    )

  return (
    <Dialog title={member.name} onClose={onClose}>
      <form className="role-form" onSubmit={submit}>
        <fieldset className="roles">
          <legend>Role in this room</legend>
          {ROLES.map(([name, does]) => (
            <label key={name} className="role">
              <input type="radio" name="role" checked={role === name} onChange={() => setRole(name)} />
              <span>
                <b>{name}</b> <span className="hint">{does}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <div className="row">
          <button className="danger" type="button" onClick={() => setIsRemoving(true)}>
            Remove…
          </button>
          <span className="space" />
          <button className="primary" type="submit">
            Give role
          </button>
        </div>
      </form>
    </Dialog>
  )
}
