import { Ellipsis } from 'lucide-react'
import { type ReactNode, Suspense, useRef } from 'react'
import { useCalledKey } from '../../common/kit/called.ts'
import { CallButton } from '../../common/kit/spotlight-view.tsx'
import { usePen } from '../../common/pen/use-pen.ts'
import { inOrder, type Member } from '../../common/people/cast.ts'
import { Badges, HostMark, Name, NotHostMark, Token } from '../../common/people/person.tsx'
import { useWords } from '../../common/words/index.ts'
import { CrowdInList } from '../crowd/late.tsx'
import { PersonDialog } from '../header/late-dialogs.tsx'
import {
  useClassroom,
  useDeskViews,
  usePeopleCount,
  useReadable,
  useRights,
} from '../room/classroom-context.tsx'

/** The order of the list. While a person is at it nobody comes between its rows in a crowd, where people come and go all the time. */
const useOrder = (members: readonly Member[]): readonly Member[] => {
  const isHeld = useReadable(useClassroom().crowd.pointedAt).length > 0
  const before = useRef<readonly string[]>([])
  const place = new Map(before.current.map((key, index) => [key, index]))
  const placeOf = ({ key }: Member) => place.get(key) ?? place.size
  const ordered = inOrder(members)
  const held = isHeld ? ordered.toSorted((a, b) => placeOf(a) - placeOf(b)) : ordered
  before.current = held.map(({ key }) => key)
  return held
}

/** A row of the list, with what the room knows of a person beside what they show. */
const useRow = (): ((member: Member) => ReactNode) => {
  const { cast, chatOrders, crowd } = useClassroom()
  const { members } = useReadable(cast)
  const { isHost } = useRights()
  const { holder } = usePen()
  const called = useCalledKey()
  const muted = useReadable(chatOrders.mutedKeys)
  const views = useDeskViews()
  const isMixed = members.some(({ role }) => role === 'attendee')
  const deskBySitter = new Map(
    views.flatMap(({ desk, member }) => (member === null ? [] : [[member.sitter, desk.number]])),
  )
  return (member) => (
    <PersonRow
      key={member.key}
      member={member}
      desk={deskBySitter.get(member.sitter)}
      hasPen={holder?.key === member.key}
      isMarked={isHost && isMixed && member.role === 'member'}
      isCalled={member.key === called}
      isMuted={muted.has(member.key)}
      onManage={isHost && !member.isSelf ? () => crowd.managed.set({ key: member.key }) : null}
    />
  )
}

/** Everyone in the room, with their desk and what they show. */
export const PeopleList = ({ room }: { readonly room: string }) => {
  const { cast, crowd } = useClassroom()
  const { members } = useReadable(cast)
  const ordered = useOrder(members)
  const row = useRow()
  const count = usePeopleCount()
  const { isHost } = useRights()
  const { people } = useWords()
  const managedKey = useReadable(crowd.managed)?.key
  const managed = isHost ? members.find(({ key }) => key === managedKey) : undefined
  const close = () => crowd.managed.set(null)
  return (
    <section className="panel people" aria-labelledby="people-title">
      <h2 className="unseen" id="people-title">
        {people.title}
      </h2>
      <Suspense>
        <CrowdInList room={room} row={row} />
      </Suspense>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by the keyboard */}
      <ul tabIndex={0} aria-label={people.title}>
        {ordered.map(row)}
      </ul>
      {count === 1 && <p className="hint">{people.alone}</p>}
      <Suspense>
        {managed !== undefined && (
          <PersonDialog member={managed} onClose={close}>
            <CallButton member={managed} isNamed onCalled={close} />
          </PersonDialog>
        )}
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
    <li className="person" data-key={member.key} data-status={member.status} data-called={isCalled}>
      <Token sitter={member.sitter} name={member.name} />
      <span className="person-text">
        <span className="person-name">
          <Name>{member.name}</Name>
          {member.isSelf && <span className="chip">{people.you}</span>}
          {member.role === 'host' && <HostMark />}
          {member.isNamesake && <NotHostMark />}
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
