import { Flashlight } from 'lucide-react'
import { Name } from '../people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** Says whom everyone is asked to follow, with a button to stop or to follow again. */
export const LeadLine = () => {
  const { following, moderation } = useClassroom()
  const lead = useReadable(following.lead)
  return (
    <div className="lead-line" role="status">
      {lead !== null && (
        <p className="line lead-text">
          <Flashlight />
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
