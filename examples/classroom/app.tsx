import { RoomProvider } from 'homeroom/react'
import { useEffect, useState } from 'react'
import { type Asked, relayUrl, showRoomInAddress, stopAutojoin } from './address.ts'
import { ClassroomProvider } from './classroom-context.tsx'
import { ClassroomView } from './classroom-view.tsx'
import { Keeping } from './keep-setting.tsx'
import { Lobby } from './lobby.tsx'
import { readRoomName } from './room-name.ts'
import { inBrowser } from './storage.ts'
import { lastVisit, rememberVisit, type Visit } from './tab.ts'

/** The room that is joined without a question: that of the address, or the one before the page was loaded again. */
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

/** The lobby, or the room. */
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
          // A token is for the room of its link, and lives as long as the page.
          setVisit({ room, name, token: asked.token })
        }}
      />
    )
  return (
    <Keeping key={visit.room} room={visit.room}>
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
    </Keeping>
  )
}
