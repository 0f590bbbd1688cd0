import { useRoom } from 'homeroom/react'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { useClassroom } from '../room/classroom-context.tsx'
import { isKept, keep } from './keeping.ts'

const KeepContext = createContext<readonly [isOn: boolean, set: (isOn: boolean) => void]>([
  true,
  () => undefined,
])

/** Gives `children` whether this device shall have a copy of the room; it is theirs to join with one. */
export const Keeping = ({ room, children }: { room: string; children: (isOn: boolean) => ReactNode }) => {
  const [isOn, setIsOn] = useState(() => isKept(room))
  const set = (next: boolean) => {
    keep(room, next)
    setIsOn(next)
  }
  return <KeepContext value={[isOn, set]}>{children(isOn)}</KeepContext>
}

/** Whether this device has a copy of the room. Without one it is not opened when there is no network. */
export const KeepSetting = () => {
  const { news } = useClassroom()
  const room = useRoom()
  const [isOn, set] = useContext(KeepContext)

  const change = () => {
    const { state, pending } = room.saved.get()
    if (isOn && state === 'local' && pending > 0)
      return news.toast('own', 'Not yet: some of what you wrote is nowhere but in this copy.')
    set(!isOn)
    // Joins again, with a copy or without one.
    room.copy.drop().catch(() => news.toast('own', 'The copy on this device could not be deleted.'))
  }

  return (
    <div className="setting">
      <span id="keep-label">Keep a copy on this device</span>
      <button type="button" role="switch" aria-checked={isOn} aria-labelledby="keep-label" onClick={change}>
        {isOn ? 'On' : 'Off'}
      </button>
    </div>
  )
}
