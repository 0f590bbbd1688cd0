import { Flashlight } from 'lucide-react'
import type { ReactNode } from 'react'
import { Name } from '../people/person.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'

/** Says whom everyone is asked to follow, with a button to stop or to follow again. */
export const LeadLine = () => {
  const { following, moderation } = useRoomState()
  const { host } = useWords()
  const lead = useReadable(following.lead)
  const says = lead?.isFollowed ? host.youFollow<ReactNode> : host.everyoneFollows<ReactNode>
  return (
    <div className="lead-line" role="status">
      {lead !== null && (
        <p className="line lead-text">
          <Flashlight />
          {lead.isSelf ? (
            host.followMe
          ) : (
            <span>
              <Parts of={says(<Name>{lead.name}</Name>)} />
            </span>
          )}
          <button
            className="small"
            type="button"
            onClick={lead.isSelf ? () => moderation.lead(false) : following.toggle}
          >
            {lead.isSelf ? host.end : lead.isFollowed ? host.stop : host.follow}
          </button>
        </p>
      )}
    </div>
  )
}
