import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { MuteButton } from '../chat/mute-button.tsx'
import { WriteButton } from '../chat/write-button.tsx'
import { CrowdLine } from '../crowd/crowd-line.tsx'
import { NameForm } from '../given-name/name-form.tsx'
import { useCalledKey } from '../kit/called.ts'
import { CallButton } from '../kit/spotlight-view.tsx'
import { Dialog } from '../page/dialog.tsx'
import { GivePen } from '../pen/give-pen.tsx'
import { usePen } from '../pen/use-pen.ts'
import { usePeopleCount, useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { RemovedList } from '../waiting/removed-list.tsx'
import { useWords } from '../words/index.ts'
import { inOrder, type Member } from './cast.ts'
import { Badges, HostMark, Name, NotHostMark, Token } from './person.tsx'

/** Everyone in the room, where they are and what they show; the raised hands first. Hosts write to a person here, mute them, and give them the pen or a name. */
export const PeopleDialog = ({ onClose }: { onClose: () => void }) => {
  const { cast } = useRoomState()
  const { members, hands } = useReadable(cast)
  const count = usePeopleCount()
  const { people } = useWords()
  const others = inOrder(members).filter(({ hand }) => !hand)
  return (
    <Dialog title={people.title} onClose={onClose}>
      <CrowdLine />
      <ul className="people-list" aria-label={people.title}>
        {[...hands, ...others].map((member) => (
          <PersonRow key={member.key} member={member} onClose={onClose} />
        ))}
      </ul>
      {count === 1 && <p className="hint">{people.alone}</p>}
      <RemovedList />
    </Dialog>
  )
}

const PersonRow = ({ member, onClose }: { member: Member; onClose: () => void }) => {
  const { moderation } = useRoomState()
  const { isHost } = useRights()
  const { holder } = usePen()
  const isCalled = useCalledKey() === member.key
  const [isOpen, setIsOpen] = useState(false)
  const { people, pen, places, gestures } = useWords()
  const isManaged = isHost && !member.isSelf && member.role !== 'host' && member.role !== null
  return (
    <li className="person" data-status={member.status} data-called={isCalled}>
      <Token sitter={member.sitter} name={member.name} />
      <span className="person-text">
        <span className="person-name">
          <Name>{member.name}</Name>
          {member.isSelf && <span className="chip">{people.you}</span>}
          {member.role === 'host' && <HostMark />}
          {member.isNamesake && <NotHostMark />}
          {isCalled && <span className="chip">{people.called}</span>}
          {holder?.key === member.key && <span className="chip">{pen.mark}</span>}
        </span>
        <span className="person-state">
          {[people.status[member.status], places.at[member.at]].filter(Boolean).join(people.comma)}
        </span>
      </span>
      <Badges member={member} />
      {member.hand && <CallButton member={member} />}
      {isHost && member.hand && (
        <button
          className="small"
          type="button"
          aria-label={gestures.lowerOf(member.name)}
          onClick={() => moderation.lower(member)}
        >
          {gestures.lowerOne}
        </button>
      )}
      {isManaged && (
        <button
          className="quiet icon manage"
          type="button"
          aria-label={people.manage(member.name)}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Ellipsis />
        </button>
      )}
      {isOpen && isManaged && (
        <div className="person-acts">
          <WriteButton member={member} onClose={onClose} />
          <MuteButton personKey={member.key} name={member.name} role={member.role ?? null} />
          <GivePen member={member} onGiven={() => setIsOpen(false)} />
          <NameForm member={member} onGiven={() => setIsOpen(false)} />
        </div>
      )}
    </li>
  )
}
