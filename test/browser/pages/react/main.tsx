import { Component, type ReactNode, StrictMode, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import {
  RoomProvider,
  useHands,
  useOthers,
  usePeople,
  useReactions,
  useRoom,
  useRules,
  useSaved,
  useSelf,
  useSignal,
  useStatus,
} from '../../../../client/react.tsx'

const query = new URLSearchParams(location.search)
const server = query.get('server') ?? ''
const name = query.get('name') ?? ''

/** Renders are counted where a test asks whether one was needed. */
const useRenderCount = (): number => {
  const count = useRef(0)
  count.current += 1
  return count.current
}

const Count = () => {
  const renders = useRenderCount()
  const count = useOthers((others) => others.length)
  return (
    <p>
      others: <output id="count">{count}</output>, renders: <output id="count-renders">{renders}</output>
    </p>
  )
}

const Names = () => {
  const names = usePeople().map((person) => person.name ?? 'unnamed')
  return <output id="names">{names.toSorted().join(',')}</output>
}

const Hands = () => (
  <output id="hands">
    {useHands()
      .map((person) => person.name)
      .join(',')}
  </output>
)

const Me = () => {
  const [self, set] = useSelf()
  const { state } = useStatus()
  const room = useRoom()
  return (
    <>
      <output id="status">{state}</output>
      <output id="room">{room.doc.clientID}</output>
      <button type="button" aria-pressed={self.hand ?? false} onClick={() => set({ hand: !self.hand })}>
        Hand
      </button>
      <button type="button" onClick={() => set({ x: (self.x ?? 0) + 0.01 })}>
        Move
      </button>
    </>
  )
}

/** A listener of each render of its own: only the latest may be called. */
const Signals = () => {
  const [heard, setHeard] = useState('')
  useSignal('poll', ({ data, from }) => setHeard(`${heard}${data} of ${from.person?.name} `))
  return <output id="heard">{heard}</output>
}

const Shown = () => {
  const room = useRoom()
  const { locked } = useRules()
  return (
    <>
      <output id="reactions">{useReactions().map(({ emoji, count }) => `${count} × ${emoji}`)}</output>
      <output id="locked">{String(locked)}</output>
      <button type="button" onClick={() => room.reactions.send('👍')}>
        React
      </button>
    </>
  )
}

const Copy = () => {
  const { copy, doc } = useRoom()
  const { state, pending } = useSaved()
  return (
    <>
      <output id="saved">{`${state} ${pending}`}</output>
      <button type="button" onClick={() => doc.getText('text').insert(0, 'x')}>
        Write
      </button>
      <button type="button" onClick={() => void copy.drop()}>
        Drop
      </button>
    </>
  )
}

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

const App = () => {
  const [id, setId] = useState<string | null>(query.get('room') ?? 'first')
  return (
    <>
      <button type="button" onClick={() => setId('second')}>
        Change room
      </button>
      <button type="button" onClick={() => setId(null)}>
        Unmount
      </button>
      {id !== null && (
        <RoomProvider
          url={server}
          room={id}
          presence={{ name }}
          offline={query.has('offline')}
          fallback={<p>Joining</p>}
        >
          <Me />
          <Count />
          <Names />
          <Hands />
          <Signals />
          <Shown />
          <Copy />
        </RoomProvider>
      )}
    </>
  )
}

const root = document.getElementById('app')
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Boundary>
        <App />
      </Boundary>
    </StrictMode>,
  )
}
