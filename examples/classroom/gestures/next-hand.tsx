import { UserCheck } from 'lucide-react'
import { Name } from '../../common/people/person.tsx'
import { Control } from '../../common/room/control.tsx'
import { useWords } from '../../common/words/index.ts'
import { Parts } from '../../common/words/parts.tsx'
import { useCall } from '../kit/called.ts'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'

/** Calls on the first of the raised hands: it goes down, and the person is lit on every screen. For hosts. */
export const NextHand = () => {
  const { cast } = useClassroom()
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
