import { useRoom } from 'homeroom/react'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { inBrowser } from '../page/storage.ts'
import { useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

const KeepContext = createContext<readonly [isOn: boolean, set: (isOn: boolean) => void]>([
  true,
  () => undefined,
])

/** Tells `children` whether to join with an offline copy. It is on unless somebody, say at a shared machine, turned it off. */
export const KeepProvider = ({
  room,
  children,
}: {
  room: string
  children: (isOn: boolean) => ReactNode
}) => {
  const key = `keep:${room}`
  const [isOn, setIsOn] = useState(() => inBrowser.read(key) !== 'no')
  const set = (next: boolean) => {
    inBrowser.write(key, next ? null : 'no')
    setIsOn(next)
  }
  return <KeepContext value={[isOn, set]}>{children(isOn)}</KeepContext>
}

/** Turns the offline copy on and off. Without one the room does not open when there is no network. */
export const KeepSetting = () => {
  const { news } = useRoomState()
  const { settings } = useWords()
  const room = useRoom()
  const [isOn, set] = useContext(KeepContext)

  const change = () => {
    const { state, pending } = room.saved.get()
    if (isOn && state === 'local' && pending > 0) return news.toast('own', settings.notKeptYet)
    set(!isOn)
    // The room is then joined again, with an offline copy or without.
    room.copy.drop().catch(() => news.toast('own', settings.copyStays))
  }

  return (
    <div className="setting">
      <span id="keep-label">{settings.keep}</span>
      <button type="button" role="switch" aria-checked={isOn} aria-labelledby="keep-label" onClick={change}>
        {isOn ? settings.on : settings.off}
      </button>
    </div>
  )
}
