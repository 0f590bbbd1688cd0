import { UserCheck } from 'lucide-react'
import { Name } from '../people/person.tsx'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'

/** Takes the first of the raised hands: it goes down, and it is that person's turn. For hosts. */
export const NextHand = () => {
  const { cast, moderation, news } = useClassroom()
  const [next] = useReadable(cast).hands
  const take = () => {
    if (next === undefined) return
    moderation.lower(next)
    news.toast('hand', `It is the turn of ${next.name}.`)
  }
  return (
    <Control
      className="next-hand primary"
      off={next === undefined ? 'No hand is up.' : null}
      onMouseDown={(event) => event.preventDefault()}
      onClick={take}
    >
      <UserCheck />
      {next === undefined ? (
        'Next hand'
      ) : (
        <>
          Next: <Name>{next.name}</Name>
        </>
      )}
    </Control>
  )
}
