import './lead.css'
import { Flashlight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Lead } from '../host/following.ts'
import { roomUrl } from '../page/address.ts'
import { moveOn } from '../page/move-on.ts'
import { Name } from '../people/person.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { useLeadWords } from '../words/lead.ts'
import { Parts } from '../words/parts.tsx'
import { useAlong } from './use-along.ts'
import { useLasting } from './use-lasting.ts'

interface LeadTextProps {
  readonly lead: Lead
  /** The room's name. */
  readonly room: string
}

export const LeadText = ({ lead, room }: LeadTextProps) => (
  <p className="line lead-text" data-follows={lead.isFollowed}>
    <Flashlight />
    {lead.isSelf ? <Leading lead={lead} /> : <Led lead={lead} room={room} />}
  </p>
)

/** For the host who leads: how many follow, and whether they are on the same page. */
const Leading = ({ lead: { followers, here } }: { lead: Lead }) => {
  const { crowd, moderation } = useRoomState()
  const words = useLeadWords()
  // Of a crowd the page is told of some alone, who cannot be counted.
  const isCounted = useReadable(crowd.total) === null
  const count = useLasting(here < followers ? words.here(here, followers) : words.followers(followers))
  return (
    <>
      <span className="lead-says">
        <span className="lead-asks">{words.followMe} </span>
        {/* Nobody wants to hear each of them who comes. */}
        {isCounted && (
          <span className="lead-count" aria-live="off">
            {count}
          </span>
        )}
      </span>
      <button className="small" type="button" onClick={() => moderation.lead(false)}>
        {words.end}
      </button>
    </>
  )
}

/** For all others: a way to where the host is, by which the page goes by itself, and what stops it. */
const Led = ({ lead, room }: LeadTextProps) => {
  const { following, kind } = useRoomState()
  const { places } = useWords()
  const words = useLeadWords()
  const { isLeaving, seconds, stay } = useAlong(lead, room)
  const isElsewhere = lead.isFollowed && lead.at !== kind
  const name = <Name>{lead.name}</Name>
  const part = lead.shows.startsWith('code') ? words.inCode : words.inText
  const isApart = lead.isFollowed && (isElsewhere || !lead.isSeen)
  const says = isApart
    ? words.isAt<ReactNode>(name, isElsewhere ? places.at[lead.at] : part)
    : (lead.isFollowed ? words.youFollow<ReactNode> : words.everyoneFollows<ReactNode>)(name)
  return (
    <>
      <span className="lead-says">
        <Parts of={says} /> {isLeaving && <span className="lead-taken">{words.taken}</span>}
      </span>
      {isElsewhere && (
        <a
          className="lead-link"
          href={roomUrl(lead.at, room).href}
          onClick={moveOn}
          aria-label={places.goTo[lead.at]}
        >
          <span className="lead-far">{places.goTo[lead.at]}</span>
          <span className="lead-near">{places.kinds[lead.at]}</span>
          {/* A screen reader has heard that the page goes there, and does not count. */}
          {seconds !== null && (
            <span className="lead-seconds" aria-hidden="true">
              {seconds}
            </span>
          )}
        </a>
      )}
      <button
        className="small"
        type="button"
        // The same button, which keeps the focus: of two presses in a row the second does nothing.
        onClick={({ detail }) => detail < 2 && (isLeaving ? stay() : following.toggle())}
      >
        {isLeaving ? words.stay : lead.isFollowed ? words.stop : words.follow}
      </button>
    </>
  )
}
