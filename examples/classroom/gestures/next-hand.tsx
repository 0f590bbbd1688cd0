import { UserCheck } from 'lucide-react'
import { Name } from '../people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'

/** Takes the first of the raised hands: it goes down, and it is that person's turn. For hosts. */
export const NextHand = () => {
  const { cast, moderation, news } = useClassroom()
  const [next] = useReadable(cast).hands
  const { gestures } = useWords()
  const take = () => {
    if (next === undefined) return
    moderation.lower(next)
    news.toast('hand', gestures.turnOf(next.name))
  }
  return (
    <Control
      className="next-hand primary"
      off={next === undefined ? gestures.noHand : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={take}
    >
      <UserCheck />
      {next === undefined ? gestures.nextHand : <Parts of={gestures.next(<Name>{next.name}</Name>)} />}
    </Control>
  )
}
