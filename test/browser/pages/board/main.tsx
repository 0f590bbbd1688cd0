import { RoomProvider, useRoom } from 'homeroom/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Second } from './second.tsx'
import { Whiteboard } from './whiteboard.tsx'

const query = new URLSearchParams(location.search)

/** For the test, which asks the room who is there. */
const Shown = () => {
  Object.assign(window, { room: useRoom() })
  if (!query.has('two')) return <Whiteboard />
  return (
    <div className="two">
      <Whiteboard />
      <Second />
    </div>
  )
}

createRoot(document.getElementById('app') as HTMLElement).render(
  <StrictMode>
    <RoomProvider
      url={query.get('server') ?? ''}
      room={query.get('room') ?? 'board'}
      presence={{ name: query.get('name') ?? '' }}
      throttleMs={33}
      {...(query.has('token') && { token: query.get('token') ?? '' })}
    >
      <Shown />
    </RoomProvider>
  </StrictMode>,
)
