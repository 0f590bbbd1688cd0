import { inOrder, type Member } from './cast.ts'
import { useClassroom, useDeskViews, useReadable } from './classroom-context.tsx'
import { Badges, Name, Token } from './person.tsx'

const STATUS = { here: '', reconnecting: 'reconnecting…', away: 'away' } as const

/** Everyone, with where they sit and what they show. */
export const PeopleList = () => {
  const { members } = useReadable(useClassroom().cast)
  const views = useDeskViews()
  const deskBySitter = new Map(
    views.flatMap(({ desk, member }) => (member === null ? [] : [[member.sitter, desk.number]])),
  )
  return (
    <section className="panel people" aria-labelledby="people-title">
      <div className="panel-head">
        <h2 id="people-title">
          People <span className="number">{members.length}</span>
        </h2>
      </div>
      <ul aria-label="People">
        {inOrder(members).map((member) => (
          <PersonRow key={member.key} member={member} desk={deskBySitter.get(member.sitter)} />
        ))}
      </ul>
      {members.length === 1 && <p className="hint">Invite someone: the link leads to this room.</p>}
    </section>
  )
}

const PersonRow = ({ member, desk }: { member: Member; desk: number | undefined }) => (
  <li className="person" data-status={member.status}>
    <Token sitter={member.sitter} name={member.name} />
    <span className="person-text">
      <span className="person-name">
        <Name>{member.name}</Name>
        {member.isSelf && <span className="chip">you</span>}
        {member.isHost && <span className="chip">host</span>}
      </span>
      <span className="person-state">
        {[STATUS[member.status], desk === undefined ? '' : `desk ${desk}`].filter(Boolean).join(', ')}
      </span>
    </span>
    <Badges member={member} />
  </li>
)
