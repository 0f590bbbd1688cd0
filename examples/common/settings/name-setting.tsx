import { type FormEvent, useState } from 'react'
import { NameField } from '../page/name-field.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { mayRename, rename } from './rename.ts'

/** Another name for this person, if their token leaves it to them. */
export const NameSetting = () => {
  const { room } = useRoomState()
  const { settings } = useWords()
  useReadable(room.welcome)
  const { name: own = '' } = useReadable(room.self)
  const [name, setName] = useState(own)
  if (!mayRename(room)) return null

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const next = name.trim()
    if (next !== '') rename(room, next)
  }
  return (
    <form className="row" onSubmit={submit}>
      <NameField label={settings.name} value={name} onType={setName} />
      <button type="submit">{settings.rename}</button>
    </form>
  )
}
