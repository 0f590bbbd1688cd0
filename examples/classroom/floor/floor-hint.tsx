import type { ReactNode } from 'react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import type { DeskView } from './desk-views.ts'

const Key = ({ children }: { children: string }) => <kbd>{children}</kbd>

/** Hidden on devices that most likely have no keyboard. */
const Keys = () => (
  <span className="keys">
    <Key>E</Key> or{' '}
  </span>
)

/** What this person can do at this place. */
export const FloorHint = ({
  id,
  views,
  hasFocus,
}: {
  id: string
  views: readonly DeskView[]
  hasFocus: boolean
}) => {
  const near = useReadable(useClassroom().ownPlace.inReach)
  const rights = useRights()
  const own = views.find(({ state }) => state.kind === 'own')
  const view = views.find(({ desk }) => desk.id === near?.id)
  return (
    <p className="hint floor-hint" id={id}>
      {hintFor({ own, view, off: rights.present, hasFocus })}
    </p>
  )
}

interface Surroundings {
  readonly own: DeskView | undefined
  readonly view: DeskView | undefined
  readonly off: string | null
  readonly hasFocus: boolean
}

const hintFor = ({ own, view, off, hasFocus }: Surroundings): ReactNode => {
  if (off !== null) return off
  if (own !== undefined)
    return (
      <>
        You sit at desk {own.desk.number}: <Keys />a tap at it gets you up.
      </>
    )
  if (view !== undefined && view.state.kind === 'free')
    return (
      <>
        Desk {view.desk.number} is free: <Keys />a tap sits you down.
      </>
    )
  if (!hasFocus)
    return (
      <>
        Tap where you want to go
        <span className="keys">, or select the room to walk with the arrow keys or W A S D</span>.
      </>
    )
  return (
    <>
      Walk with the arrow keys or <Key>W</Key> <Key>A</Key> <Key>S</Key> <Key>D</Key>, sit down at a desk with{' '}
      <Key>E</Key>.
    </>
  )
}
