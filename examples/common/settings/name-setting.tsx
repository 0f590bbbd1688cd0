import { type FormEvent, useState } from 'react'
import { NameField } from '../page/name-field.tsx'
import { inBrowser } from '../page/storage.ts'
import { renameVisit } from '../page/tab.ts'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

/** Another name for this person, if their token leaves it to them. */
export const NameSetting = () => {
  const { room } = useRoomState()
  const { settings } = useWords()
  const identity = useReadable(room.welcome)?.identity
  const { name: own = '' } = useReadable(room.self)
  const [name, setName] = useState(own)
  if (identity === undefined || (identity.name !== null && !identity.mayRename)) return null

  const rename = (event: FormEvent) => {
    event.preventDefault()
    const next = name.trim()
    if (next === '') return
    room.self.set({ name: next })
    inBrowser.write('name', next)
    renameVisit(next)
  }
  return (
    <form className="row" onSubmit={rename}>
      <NameField label={settings.name} value={name} onType={setName} />
      <button type="submit">{settings.rename}</button>
    </form>
  )
}
