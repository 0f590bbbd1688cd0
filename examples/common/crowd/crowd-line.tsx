import './crowd-line.css'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** Says how many people there are where the list has some of them, and why; nothing where it has all. */
export const CrowdLine = () => {
  const { crowd, cast } = useRoomState()
  const total = useReadable(crowd.total)
  const { members } = useReadable(cast)
  const { people } = useWords()
  if (total === null) return null
  return (
    <p className="crowd-line">
      <b>{people.someOf(total, members.length)}</b> <span className="hint">{people.inTurn}</span>
    </p>
  )
}
