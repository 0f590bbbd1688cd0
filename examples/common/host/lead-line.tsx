import { Flashlight } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Kind, roomUrl } from '../page/address.ts'
import { moveOn } from '../page/move-on.ts'
import { Name } from '../people/person.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'

interface LeadLineProps {
  /** The room's name. */
  readonly room: string
  /** What this page shows the room as. */
  readonly shown: Kind
}

/** Says whom everyone is asked to follow, with a button to stop or to follow again, and a way to where they are. */
export const LeadLine = ({ room, shown }: LeadLineProps) => {
  const { cast, crowd, following, moderation } = useRoomState()
  const { host, places } = useWords()
  const lead = useReadable(following.lead)
  // Of a crowd the page is told of some alone, who cannot be counted.
  const total = useReadable(crowd.total)
  const at = useReadable(cast).members.find(({ key }) => key === lead?.key)?.at ?? shown
  const says = lead?.isFollowed ? host.youFollow<ReactNode> : host.everyoneFollows<ReactNode>
  return (
    <div className="lead-line" role="status">
      {lead !== null && (
        <p className="line lead-text">
          <Flashlight />
          {lead.isSelf ? (
            <span>
              {host.followMe} {/* Nobody wants to hear each of them who comes. */}
              {total === null && <span aria-live="off">{host.followers(lead.followers)}</span>}
            </span>
          ) : (
            <span>
              <Parts of={says(<Name>{lead.name}</Name>)} />
            </span>
          )}
          {lead.isFollowed && at !== shown && (
            <a className="lead-link" href={roomUrl(at, room).href} onClick={moveOn}>
              {places.goTo[at]}
            </a>
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
