import { Ellipsis } from 'lucide-react'
import { Suspense, useState } from 'react'
import { usePen } from '../../common/pen/use-pen.ts'
import { inOrder, type Member } from '../../common/people/cast.ts'
import { Badges, HostMark, Name, Token } from '../../common/people/person.tsx'
import { useWords } from '../../common/words/index.ts'
import { PersonDialog } from '../header/late-dialogs.tsx'
import { useCalledKey } from '../kit/called.ts'
import { useClassroom, useDeskViews, useReadable, useRights } from '../room/classroom-context.tsx'

/** Everyone in the room, with their desk and what they show. */
export const PeopleList = () => {
  const { members } = useReadable(useClassroom().cast)
  const { isHost } = useRights()
  const words = useWords()
  const [managedKey, setManagedKey] = useState<string | null>(null)
  const managed = isHost ? members.find(({ key }) => key === managedKey) : undefined
  const { holder } = usePen()
  const called = useCalledKey()
  const muted = useReadable(useClassroom().chatOrders.mutedKeys)
  const views = useDeskViews()
  const isMixed = members.some(({ role }) => role === 'attendee')
  const deskBySitter = new Map(
    views.flatMap(({ desk, member }) => (member === null ? [] : [[member.sitter, desk.number]])),
  )
  return (
    <section className="panel people" aria-labelledby="people-title">
      <h2 className="unseen" id="people-title">
        {words.people.title}
      </h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard */}
      <ul tabIndex={0} aria-label={words.people.title}>
        {inOrder(members).map((member) => (
          <PersonRow
            key={member.key}
            member={member}
            desk={deskBySitter.get(member.sitter)}
            hasPen={holder?.key === member.key}
            isMarked={isHost && isMixed && member.role === 'member'}
            isCalled={member.key === called}
            isMuted={muted.has(member.key)}
            onManage={isHost && !member.isSelf ? () => setManagedKey(member.key) : null}
          />
        ))}
      </ul>
      {members.length === 1 && <p className="hint">{words.people.alone}</p>}
      <Suspense>
        {managed !== undefined && <PersonDialog member={managed} onClose={() => setManagedKey(null)} />}
      </Suspense>
    </section>
  )
}

interface PersonRowProps {
  readonly member: Member
  readonly desk: number | undefined
  readonly hasPen: boolean
  /** Whether it is said that they write: for hosts, and where not all do. */
  readonly isMarked: boolean
  readonly isCalled: boolean
  /** In the chat; hosts alone know it. */
  readonly isMuted: boolean
  /** Null if this person may not manage that one. */
  readonly onManage: (() => void) | null
}

const PersonRow = ({ member, desk, hasPen, isMarked, isCalled, isMuted, onManage }: PersonRowProps) => {
  const { people, pen } = useWords()
  return (
    <li className="person" data-status={member.status} data-called={isCalled}>
      <Token sitter={member.sitter} name={member.name} />
      <span className="person-text">
        <span className="person-name">
          <Name>{member.name}</Name>
          {member.isSelf && <span className="chip">{people.you}</span>}
          {member.role === 'host' && <HostMark />}
          {isCalled && <span className="chip">{people.called}</span>}
          {isMuted && <span className="chip">{people.muted}</span>}
          {hasPen && <span className="chip">{pen.mark}</span>}
        </span>
        <span className="person-state">
          {[
            people.status[member.status],
            desk === undefined ? '' : people.desk(desk),
            isMarked ? people.writes : '',
          ]
            .filter(Boolean)
            .join(people.comma)}
        </span>
      </span>
      <Badges member={member} />
      {onManage !== null && (
        <button
          className="quiet icon manage"
          type="button"
          aria-label={people.manage(member.name)}
          aria-haspopup="dialog"
          onClick={onManage}
        >
          <Ellipsis />
        </button>
      )}
    </li>
  )
}
