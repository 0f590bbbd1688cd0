// One page for each way to have a room, by `?mode=`: `join`, `given`, `takeover` (rendered as on a server before) and `suspense`.
import { Component, Fragment, type ReactNode, StrictMode, Suspense, useState } from 'react'
import { createRoot, hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { joinRoom } from '../../../../client/index.ts'
import { RoomProvider, useStatus, useSuspenseRoom } from '../../../../client/react.tsx'
import { Parts } from './parts.tsx'

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''
const presence = { name: query.get('name') ?? '' }
const mode = query.get('mode') ?? 'join'

/** Shows what was thrown while rendering. */
class Boundary extends Component<{ readonly children: ReactNode }, { readonly error: string | null }> {
  override state = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: String(error) }
  }

  override render() {
    return this.state.error === null ? this.props.children : <output id="error">{this.state.error}</output>
  }
}

const Waiting = () => {
  const room = useSuspenseRoom()
  const { state } = useStatus()
  const [first] = useState(state)
  return (
    <>
      <output id="first">{first}</output>
      <output id="text">{room.doc.getText('text').toString()}</output>
    </>
  )
}

const Joined = () => (
  <RoomProvider url={server} room="first" presence={presence}>
    {query.has('suspense') ? (
      <Suspense fallback={<output id="waiting">waiting</output>}>
        <Waiting />
      </Suspense>
    ) : (
      <Parts />
    )}
  </RoomProvider>
)

const Given = () => {
  const [room] = useState(() => joinRoom(server, 'first', { presence }))
  const [isShown, setShown] = useState(true)
  return (
    <>
      <button type="button" onClick={() => setShown(false)}>
        Unmount
      </button>
      <button type="button" onClick={() => room.self.set({ name: 'still here' })}>
        Rename
      </button>
      {isShown && (
        <RoomProvider room={room}>
          <Parts />
        </RoomProvider>
      )}
    </>
  )
}

const App = () => <Boundary>{mode === 'given' ? <Given /> : <Joined />}</Boundary>

const root = document.getElementById('app')
if (root !== null) {
  // Under StrictMode a room that is made while rendering would be made twice.
  const Mode = query.has('strict') ? StrictMode : Fragment
  const app = (
    <Mode>
      <App />
    </Mode>
  )
  if (mode === 'takeover') {
    root.innerHTML = renderToString(app)
    const server = document.createElement('pre')
    server.id = 'server'
    server.textContent = root.innerHTML
    const recovered = document.createElement('pre')
    recovered.id = 'recovered'
    document.body.append(server, recovered)
    hydrateRoot(root, app, { onRecoverableError: (error) => recovered.append(`${error}\n`) })
  } else createRoot(root).render(app)
}
