import { RoomProvider, usePeople, useRoom } from 'homeroom/react'
import { createElement, useEffect, useState, version } from 'react'

const Notes = () => {
  const room = useRoom()
  const [notes, setNotes] = useState('')
  useEffect(() => {
    const text = room.doc.getText('notes')
    const show = () => setNotes(text.toString())
    text.observe(show)
    show()
    return () => text.unobserve(show)
  }, [room])
  return createElement('pre', null, notes)
}

const People = () =>
  createElement(
    'ol',
    null,
    usePeople().map(({ key, name }) => createElement('li', { key }, name)),
  )

export const App = ({ url }) =>
  createElement(
    RoomProvider,
    {
      url,
      room: 'lesson',
      presence: { name: `React ${version}` },
      fallback: createElement('p', null, 'joining'),
    },
    createElement(People),
    createElement(Notes),
  )
