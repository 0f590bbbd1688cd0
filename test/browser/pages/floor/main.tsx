// Uses each part of the client once, and shows what came of it.
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { colorOf, initials, smooth } from '../../../../client/draw.ts'
import { warnUnsaved } from '../../../../client/index.ts'
import {
  RoomProvider,
  useHands,
  usePeople,
  useReactions,
  useRoom,
  useStatus,
} from '../../../../client/react.tsx'

const url = new URLSearchParams(location.search).get('server') ?? ''

const Shown = () => {
  const room = useRoom()
  const [seeded, setSeeded] = useState('')
  const [drawn, setDrawn] = useState(0)
  const people = usePeople()
  const hands = useHands()
  const reactions = useReactions()
  const { state } = useStatus()
  const isConnected = state === 'connected'

  useEffect(() => {
    const stops = [warnUnsaved(room), smooth(room.people, { draw: (at) => setDrawn(at.size) })]
    room.seed((doc) => doc.getText('notes').insert(0, 'Today:')).then(setSeeded)
    room.self.set({ x: 0.25, y: 0.5, hand: true, emoji: '👩‍🏫', name: 'Zoë Lovelace' })
    return () => {
      for (const stop of stops) stop()
    }
  }, [room])
  useEffect(() => {
    if (isConnected) room.reactions.send('👍')
  }, [room, isConnected])

  const shown = {
    people: people.map(({ name, emoji }) => `${name} ${initials(name)} ${emoji ?? ''}`).sort(),
    hands: hands.length,
    reactions: reactions.map(({ emoji }) => emoji),
    ...{ seeded, drawn, state },
    color: colorOf('Ada').onLight !== '',
    offline: room.offline.get().state,
  }
  return <pre id="shown">{JSON.stringify(shown)}</pre>
}

createRoot(document.getElementById('app') as HTMLElement).render(
  <RoomProvider url={url} room="lesson" presence={{ name: 'Ada Lovelace' }} offline>
    <Shown />
  </RoomProvider>,
)
