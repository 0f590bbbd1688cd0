import { useState } from 'react'
import type { Member } from '../../common/people/cast.ts'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useDeskViews } from '../room/classroom-context.tsx'
import type { DeskView } from './desk-views.ts'

interface MoveFormProps {
  readonly member: Member
  readonly onMoved: () => void
}

/** Moves a person to a desk, by keyboard or on a phone; with a mouse a host drags them there. */
export const MoveForm = ({ member, onMoved }: MoveFormProps) => {
  const { seating } = useClassroom()
  const { floor } = useWords()
  const isFree = ({ state }: DeskView) => state.kind === 'free'
  // Free ones first: a press without a look at the list turns nobody out.
  const others = useDeskViews()
    .filter(({ state }) => state.kind === 'free' || state.sitter.key !== member.key)
    .toSorted((a, b) => Number(isFree(b)) - Number(isFree(a)))
  const [chosen, setChosen] = useState('')
  const desk = (others.find(({ desk }) => desk.id === chosen) ?? others[0])?.desk
  return (
    <form
      className="row move-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (desk !== undefined) void seating.move(member.key, desk)
        onMoved()
      }}
    >
      <label className="field">
        <span>{floor.moveTo}</span>
        <select value={desk?.id} onChange={({ target }) => setChosen(target.value)}>
          {others.map(({ desk, state, member: sitter }) => (
            <option key={desk.id} value={desk.id}>
              {floor.deskToMove(
                desk.number,
                state.kind === 'free' ? null : (sitter?.name ?? state.sitter.name),
              )}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{floor.move}</button>
    </form>
  )
}
