import { type ReactNode, useState } from 'react'
import { MuteButton } from '../../common/chat/mute-button.tsx'
import { WriteButton } from '../../common/chat/write-button.tsx'
import { GUEST, NameForm } from '../../common/given-name/name-form.tsx'
import { GIVEN_ROLES, type GivenRole } from '../../common/host/moderation.ts'
import { Dialog } from '../../common/page/dialog.tsx'
import { GivePen } from '../../common/pen/give-pen.tsx'
import type { Member } from '../../common/people/cast.ts'
import { useWaitingRoom } from '../../common/waiting/waiting-context.tsx'
import { useWords, type Words } from '../../common/words/index.ts'
import { MoveForm } from '../floor/move-form.tsx'
import { useClassroom } from '../room/classroom-context.tsx'
import './person.css'

export interface PersonDialogProps {
  readonly member: Member
  readonly onClose: () => void
  /** What is done by one press, and is on the page already. */
  readonly children: ReactNode
}

/** What a host does about a person: call on them, write to them alone, give them the pen, a name, another desk or another role, or remove them. */
export const PersonDialog = ({ member, onClose, children }: PersonDialogProps) => {
  const { moderation, news } = useClassroom()
  const waiting = useWaitingRoom()
  const [isRemoving, setIsRemoving] = useState(false)
  const { host } = useWords()
  const given = GIVEN_ROLES.find((role) => role === member.role)
  const [role, setRole] = useState<GivenRole | undefined>(given)

  const giveRole = () => {
    if (role !== undefined && role !== given) moderation.giveRole(member, role)
    onClose()
  }
  const remove = (isHeld: boolean) => {
    moderation.remove(member)
    if (isHeld) waiting?.acts.hold(true).catch((failure) => news.toast('own', failure.message))
    onClose()
  }
  return (
    <Dialog title={isRemoving ? host.removeTitle(member.name) : member.name} onClose={onClose}>
      {isRemoving ? (
        <Removal
          member={member}
          mayHold={waiting !== null && !waiting.everyone}
          onKeep={() => setIsRemoving(false)}
          onRemove={remove}
        />
      ) : (
        <>
          {children}
          <WriteButton member={member} onClose={onClose} />
          <MuteButton personKey={member.key} name={member.name} role={member.role ?? null} />
          <GivePen member={member} onGiven={onClose} />
          <NameForm member={member} onGiven={onClose} />
          <MoveForm member={member} onMoved={onClose} />
          <RoleForm role={role} onChange={setRole} onGive={giveRole} onRemove={() => setIsRemoving(true)} />
        </>
      )}
    </Dialog>
  )
}

const focus = (button: HTMLButtonElement | null) => button?.focus()

/** What a removal holds against: a person who came by a link is a browser, and another one has the same code. */
const removalOf = (key: string, host: Words['host']): string => {
  if (key.startsWith(GUEST)) return host.removeGuest
  return key.startsWith('id:') ? host.removeVerified : host.removeAnonymous
}

interface RemovalProps {
  readonly member: Member
  readonly onKeep: () => void
  /** Newcomers may be made to wait from now on. */
  readonly mayHold: boolean
  readonly onRemove: (isHeld: boolean) => void
}

const Removal = ({ member, mayHold, onKeep, onRemove }: RemovalProps) => {
  const { host } = useWords()
  const isGuest = member.key.startsWith(GUEST)
  return (
    <>
      <p>{removalOf(member.key, host)}</p>
      <div className="row end">
        {/* The button that had the focus is gone; the safe one gets it. */}
        <button ref={focus} type="button" onClick={onKeep}>
          {host.keep}
        </button>
        <button className="danger" type="button" onClick={() => onRemove(false)}>
          {host.remove}
        </button>
        {/* Or they are back by the same code in a private window. */}
        {isGuest && mayHold && (
          <button className="danger" type="button" onClick={() => onRemove(true)}>
            {host.removeAndHold}
          </button>
        )}
      </div>
    </>
  )
}

interface RoleFormProps {
  readonly role: GivenRole | undefined
  readonly onChange: (role: GivenRole) => void
  readonly onGive: () => void
  readonly onRemove: () => void
}

const RoleForm = ({ role, onChange, onGive, onRemove }: RoleFormProps) => {
  const { host } = useWords()
  return (
    <form
      className="role-form"
      onSubmit={(event) => {
        event.preventDefault()
        onGive()
      }}
    >
      <fieldset className="roles">
        <legend>{host.roleTitle}</legend>
        {GIVEN_ROLES.map((name) => (
          <label key={name} className="role">
            <input type="radio" name="role" checked={role === name} onChange={() => onChange(name)} />
            <span>
              <b>{host.roles[name]}</b> <span className="hint">{host.does[name]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="row">
        <button className="danger" type="button" onClick={onRemove}>
          {host.removeAsk}
        </button>
        <span className="space" />
        <button className="primary" type="submit">
          {host.give}
        </button>
      </div>
    </form>
  )
}
