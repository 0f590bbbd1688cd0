import { RoomProvider } from 'homeroom/react'
import { useEffect, useState } from 'react'
import { KeepProvider } from './header/keep-setting.tsx'
import { Lobby } from './lobby/lobby.tsx'
import { readRoomName } from './lobby/room-name.ts'
import { type Asked, relayUrl, showRoomInAddress, stopAutojoin } from './page/address.ts'
import { inBrowser } from './page/storage.ts'
import { lastVisit, rememberVisit, type Visit } from './page/tab.ts'
import { ClassroomProvider } from './room/classroom-context.tsx'
import { ClassroomView } from './room/classroom-view.tsx'

/** The room to join without asking: the address says so, or this tab was in it before a reload. */
const firstVisit = ({ room, name, token, autojoin }: Asked): Visit | null => {
  const last = lastVisit()
  const asked = readRoomName(room)
  if (!asked.ok) return null
  const isReload = last !== null && last.room === asked.room
  if (!autojoin && !isReload) return null
  return {
    room: asked.room,
    name: name ?? (isReload ? last.name : (inBrowser.read('name') ?? '')),
    token: token ?? (isReload ? last.token : null),
  }
}

/** The lobby, or the classroom. */
export const App = ({ asked, sitter }: { asked: Asked; sitter: string }) => {
  const [visit, setVisit] = useState(() => firstVisit(asked))
  const [last, setLast] = useState({ room: asked.room, name: asked.name ?? inBrowser.read('name') ?? '' })

  useEffect(() => {
    rememberVisit(visit)
    if (visit === null) {
      document.title = 'homeroom'
      return
    }
    document.title = `${visit.room} · homeroom`
    showRoomInAddress(visit.room)
  }, [visit])

  if (visit === null)
    return (
      <Lobby
        room={last.room}
        name={last.name}
        onJoin={(room, name) => {
          inBrowser.write('name', name)
          // The token came with the address, which no longer has it; it lives as long as the page.
          setVisit({ room, name, token: asked.token })
        }}
      />
    )
  return (
    <KeepProvider key={visit.room} room={visit.room}>
      {(isOn) => (
        <RoomProvider
          url={relayUrl()}
          room={visit.room}
          offline={isOn}
          space="unit"
          presence={{ ...(visit.name !== '' && { name: visit.name }) }}
          {...(visit.token !== null && { token: visit.token })}
        >
          <ClassroomProvider name={visit.room} sitter={sitter}>
            <ClassroomView
              name={visit.room}
              onLeave={() => {
                stopAutojoin()
                setLast(visit)
                setVisit(null)
              }}
            />
          </ClassroomProvider>
        </RoomProvider>
      )}
    </KeepProvider>
  )
}
