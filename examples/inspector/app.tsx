import { useCallback, useMemo, useState } from 'react'
import { Mark } from '../common/page/mark.tsx'
import { inTab } from '../common/page/storage.ts'
import { ThemeButton } from '../common/page/theme.tsx'
import { ALL_ROOMS, useRoomOfAddress } from './address.ts'
import { createApi, type Problem } from './api.ts'
import { OwnRoomList } from './own-room-list.tsx'
import { RoomList } from './room-list.tsx'
import { RoomView } from './room-view.tsx'
import { SignIn } from './sign-in.tsx'
import { tokenRooms } from './token-rooms.ts'

/** The key of the token or secret in this tab's storage, which ends with the tab. It is stored nowhere else. */
const CREDENTIAL = 'inspector'

export const App = () => {
  const [credential, setCredential] = useState(() => inTab.read(CREDENTIAL) ?? '')
  const room = useRoomOfAddress()
  /** The room that the relay refused, or null for the list, and its reason. */
  const [refused, setRefused] = useState<{ room: string | null; problem: Problem } | null>(null)
  const onRefused = useCallback((problem: Problem) => setRefused({ room, problem }), [room])
  const api = useMemo(() => createApi(credential), [credential])
  const own = useMemo(() => tokenRooms(credential), [credential])

  const enter = (next: string) => {
    inTab.write(CREDENTIAL, next === '' ? null : next)
    setRefused(null)
    setCredential(next)
  }

  return (
    <>
      <header className="bar">
        <a className="brand" href={ALL_ROOMS} aria-label="Inspector: all rooms">
          <Mark size={30} />
          <span>Inspector</span>
        </a>
        {credential !== '' && (
          <button className="small" type="button" onClick={() => enter('')}>
            Sign out
          </button>
        )}
        <ThemeButton />
      </header>
      <main>
        {refused?.room === room ? (
          <SignIn room={room} problem={refused.problem} hasTried={credential !== ''} onEnter={enter} />
        ) : room === null && own !== null ? (
          <OwnRoomList api={api} own={own} onRefused={onRefused} />
        ) : room === null ? (
          <RoomList api={api} onRefused={onRefused} />
        ) : (
          <RoomView key={room} api={api} room={room} onRefused={onRefused} />
        )}
      </main>
    </>
  )
}
