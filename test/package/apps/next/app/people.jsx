'use client'
import { usePeople, useRoom } from 'homeroom/react'
import { useEffect, useState } from 'react'

export function People() {
  const room = useRoom()
  const [notes, setNotes] = useState('')
  useEffect(() => {
    const text = room.doc.getText('notes')
    const show = () => setNotes(text.toString())
    text.observe(show)
    return () => text.unobserve(show)
  }, [room])
  return (
    <main>
      <ol>
        {usePeople().map(({ key, name }) => (
          <li key={key}>{name}</li>
        ))}
      </ol>
      <pre>{notes}</pre>
    </main>
  )
}
