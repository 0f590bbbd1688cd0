import type { ReactNode } from 'react'
import { useWords, type Words } from '../../common/words/index.ts'
import { Parts } from '../../common/words/parts.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import type { DeskView } from './desk-views.ts'

const Key = ({ children }: { children: string }) => <kbd>{children}</kbd>

interface FloorHintProps {
  readonly id: string
  readonly views: readonly DeskView[]
  readonly hasFocus: boolean
}

/** What this person can do at this place. */
export const FloorHint = ({ id, views, hasFocus }: FloorHintProps) => {
  const near = useReadable(useClassroom().ownPlace.inReach)
  const rights = useRights()
  const { floor } = useWords()
  const own = views.find(({ state }) => state.kind === 'own')
  const view = views.find(({ desk }) => desk.id === near?.id)
  return (
    <p className="hint floor-hint" id={id}>
      {hintFor({ own, view, off: rights.present, hasFocus }, floor)}
    </p>
  )
}

interface Surroundings {
  readonly own: DeskView | undefined
  readonly view: DeskView | undefined
  readonly off: string | null
  readonly hasFocus: boolean
}

const hintFor = ({ own, view, off, hasFocus }: Surroundings, words: Words['floor']): ReactNode => {
  if (off !== null) return off
  // Hidden on devices that most likely have no keyboard.
  const key = (
    <span className="keys">
      <Parts of={words.orKey(<Key>E</Key>)} />
    </span>
  )
  if (own !== undefined) return <Parts of={words.hintSeated<ReactNode>(own.desk.number, key)} />
  if (view?.state.kind === 'free') return <Parts of={words.hintFree<ReactNode>(view.desk.number, key)} />
  if (!hasFocus)
    return (
      <>
        {words.hintTap}
        <span className="keys">{words.hintSelect}</span>.
      </>
    )
  const walk = (
    <>
      <Key>W</Key> <Key>A</Key> <Key>S</Key> <Key>D</Key>
    </>
  )
  return <Parts of={words.hintWalk<ReactNode>(walk, <Key>E</Key>)} />
}
