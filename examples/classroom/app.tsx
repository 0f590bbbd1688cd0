import { RoomProvider } from 'homeroom/react'
import { Suspense, useEffect, useMemo, useState } from 'react'
import { KeepProvider } from './header/keep-setting.tsx'
import { Lobby } from './lobby/lobby.tsx'
import { readRoomName } from './lobby/room-name.ts'
import { type Asked, relayUrl, showRoomInAddress, stopAutojoin } from './page/address.ts'
import { codeIn, createPass, enter, type Pass, PassProvider } from './page/pass.ts'
import { inBrowser } from './page/storage.ts'
import { lastVisit, rememberVisit, type TabIds, type Visit } from './page/tab.ts'
import { ClassroomProvider } from './room/classroom-context.tsx'
import { ClassroomView } from './room/late-view.tsx'
import type { Refused } from './words/refusal.ts'

/** The room to join without asking: the address says so, or this tab was in it before a reload. */
const firstVisit = ({ room, name, token, code, autojoin }: Asked): Visit | null => {
  if (code !== null) return null
  const last = lastVisit()
  const asked = readRoomName(room)
  if (!asked.ok) return null
  const isReload = last !== null && last.room === asked.room
  if (!autojoin && !isReload) return null
  return {
    room: asked.room,
    name: name ?? (isReload ? last.name : (inBrowser.read('name') ?? '')),
    token: token ?? (isReload ? last.token : null),
    code: token === null && isReload ? last.code : null,
  }
}

/** The lobby, or the classroom. */
export const App = ({ asked, tab }: { asked: Asked; tab: TabIds }) => {
  const [visit, setVisit] = useState(() => firstVisit(asked))
  const [last, setLast] = useState({
    room: asked.room,
    name: asked.name ?? inBrowser.read('name') ?? '',
    code: null as string | null,
  })
  /** Of the link in the address; it is looked at once, so that another one can be typed. */
  const [code, setCode] = useState(asked.code)
  const [complaint, setComplaint] = useState<Refused | null>(null)
  const pass = useMemo(
    () =>
      visit &&
      createPass(visit, (why) => {
        setComplaint(why)
        setVisit(null)
      }),
    [visit],
  )

  useEffect(() => {
    rememberVisit(visit)
    if (visit === null) {
      document.title = 'homeroom'
      return
    }
    document.title = `${visit.room} · homeroom`
    showRoomInAddress(visit.room)
  }, [visit])

  const join = async (typed: string, name: string): Promise<void> => {
    inBrowser.write('name', name)
    // The same refusal is said again.
    setComplaint(null)
    const asCode = code ?? codeIn(typed) ?? (typed === last.room ? last.code : null)
    // The token came with the address, which no longer has it; it lives as long as the page.
    if (asCode === null) return setVisit({ room: typed, name, token: asked.token, code: null })
    const entered = await enter(asCode)
    setCode(null)
    if (!entered.ok) return setComplaint(entered.why)
    setVisit({ room: entered.room, name, token: entered.token, code: asCode })
  }

  if (visit === null || pass === null)
    return (
      <Lobby room={last.room} name={last.name} isInvited={code !== null} refusal={complaint} onJoin={join} />
    )
  return (
    <Inside
      visit={visit}
      pass={pass}
      tab={tab}
      onLeave={() => {
        stopAutojoin()
        setLast(visit)
        setVisit(null)
      }}
    />
  )
}

interface InsideProps {
  readonly visit: Visit
  readonly pass: Pass
  readonly tab: TabIds
  readonly onLeave: () => void
}

/** The classroom of a visit. */
const Inside = ({ visit, pass, tab, onLeave }: InsideProps) => (
  <KeepProvider key={visit.room} room={visit.room}>
    {(isOn) => (
      <RoomProvider
        url={relayUrl()}
        room={visit.room}
        offline={isOn}
        space="unit"
        presence={{ ...(visit.name !== '' && { name: visit.name }) }}
        {...(pass.source !== undefined && { token: pass.source })}
      >
        <PassProvider value={pass}>
          <ClassroomProvider name={visit.room} tab={tab}>
            <Suspense>
              <ClassroomView name={visit.room} onLeave={onLeave} />
            </Suspense>
          </ClassroomProvider>
        </PassProvider>
      </RoomProvider>
    )}
  </KeepProvider>
)
