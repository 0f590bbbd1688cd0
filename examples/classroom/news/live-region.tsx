import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** What happens, for screen readers: the page shows it in other places. */
export const LiveRegion = () => {
  const spoken = useReadable(useClassroom().news.spoken)
  return (
    <div className="unseen" role="log" aria-label="What happens in the room">
      {spoken.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  )
}
