import { HostMark, Name, Token } from '../people/person.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'

/** The raised hands in order, for everyone. Hosts lower hands here. */
export const HandQueue = () => {
  const { cast, moderation } = useClassroom()
  const { hands } = useReadable(cast)
  const { isHost } = useRights()
  return (
    <section className="panel hands" aria-labelledby="hands-title" data-empty={hands.length === 0}>
      <div className="panel-head">
        <h2 id="hands-title">
          Hands <span className="number">{hands.length}</span>
        </h2>
        {isHost && hands.length > 0 && (
          <Control className="small" off={null} onClick={moderation.lowerAll}>
            Lower all
          </Control>
        )}
      </div>
      {hands.length === 0 ? (
        <p className="hint">No hand is up.</p>
      ) : (
        <ol className="queue" aria-label="Raised hands">
          {hands.map((member, index) => (
            <li key={member.key}>
              <span className="turn" aria-hidden="true">
                {index + 1}
              </span>
              <Token sitter={member.sitter} name={member.name} />
              <Name>{member.name}</Name>
              {member.role === 'host' && <HostMark />}
              {member.isSelf && <span className="chip">you</span>}
              {isHost && (
                <Control
                  className="small"
                  off={null}
                  aria-label={`Lower the hand of ${member.name}`}
                  onClick={() => moderation.lower(member)}
                >
                  Lower
                </Control>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}
