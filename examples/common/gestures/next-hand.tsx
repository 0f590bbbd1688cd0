import { UserCheck } from 'lucide-react'
import { useCall } from '../kit/called.ts'
import { Name } from '../people/person.tsx'
import { Control } from '../room/control.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'

/** Calls on the first of the raised hands: it goes down, and the person is lit on every screen. For hosts. */
export const NextHand = () => {
  const { cast } = useRoomState()
  const call = useCall()
  const [next] = useReadable(cast).hands
  const { gestures } = useWords()
  return (
    <Control
      className="next-hand primary"
      off={next === undefined ? gestures.noHand : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => next !== undefined && call(next)}
    >
      <UserCheck />
      {next === undefined ? gestures.nextHand : <Parts of={gestures.next(<Name>{next.name}</Name>)} />}
    </Control>
  )
}
