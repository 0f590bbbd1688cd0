import { Suspense } from 'react'
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'

const LeadText = late(async () => (await import('../lead/lead-text.tsx')).LeadText, PartNotLoaded)

/** Says whom everyone is asked to follow. It is there before its text, so that a screen reader says that one. */
export const LeadLine = ({ room }: { room: string }) => {
  const lead = useReadable(useRoomState().following.lead)
  return (
    <div className="lead-line" role="status">
      <Suspense>{lead !== null && <LeadText lead={lead} room={room} />}</Suspense>
    </div>
  )
}
