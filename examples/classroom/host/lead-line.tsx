import { Name } from '../people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** Whom everyone is asked to follow, and what one does about it. */
export const LeadLine = () => {
  const { following, moderation } = useClassroom()
  const lead = useReadable(following.lead)
  return (
    <div className="lead-line" role="status">
      {lead !== null && (
        <p className="line lead-text">
          <span aria-hidden="true">🔦</span>
          {lead.isSelf ? (
            'Everyone is asked to follow you.'
          ) : (
            <span>
              {lead.isFollowed ? 'You follow ' : 'Everyone is asked to follow '}
              <Name>{lead.name}</Name>.
            </span>
          )}
          <button
            className="small"
            type="button"
            onClick={lead.isSelf ? () => moderation.lead(false) : following.toggle}
          >
            {lead.isSelf ? 'End' : lead.isFollowed ? 'Stop following' : 'Follow'}
          </button>
        </p>
      )}
    </div>
  )
}
