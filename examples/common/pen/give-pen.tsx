import type { Member } from '../people/cast.ts'
import { useWords } from '../words/index.ts'
import { usePen } from './use-pen.ts'

interface GivePenProps {
  readonly member: Member
  readonly onGiven: () => void
}

/** For hosts: gives a person the pen, or takes it back from them. */
export const GivePen = ({ member, onGiven }: GivePenProps) => {
  const { holder, give, take } = usePen()
  const { pen } = useWords()
  const hasIt = holder?.key === member.key
  const toggle = () => {
    void (hasIt ? take() : give(member))
    onGiven()
  }
  return (
    <div className="row give-pen">
      <p className="hint">{holder === null ? pen.meaning : hasIt ? pen.has : pen.held(holder.name)}</p>
      <button type="button" onClick={toggle}>
        {hasIt ? pen.take : pen.give}
      </button>
    </div>
  )
}
