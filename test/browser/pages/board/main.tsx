import { RoomProvider, useRoom } from 'homeroom/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Whiteboard } from './whiteboard.tsx'

const query = new URLSearchParams(location.search)

/** For the test, which asks the room who is there. */
const Shown = () => {
  Object.assign(window, { room: useRoom() })
  return <Whiteboard />
}

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <RoomProvider
      url={query.get('server') ?? ''}
      room={query.get('room') ?? 'board'}
      presence={{ name: query.get('name') ?? '' }}
      {...(query.has('token') && { token: query.get('token') ?? '' })}
    >
      <Shown />
    </RoomProvider>
  </StrictMode>,
)
