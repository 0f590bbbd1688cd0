import './name-form.css'
import { type FormEvent, useState } from 'react'
import { NameField } from '../page/name-field.tsx'
import type { Member } from '../people/cast.ts'
import { useRoomState } from '../room/room-context.tsx'
import { useGivenNameWords } from '../words/given-name.ts'
import { tidyName } from './take-names.ts'

/** How the key of a person begins who came by a link. */
export const GUEST = 'id:guest:'

/** For hosts: another name for a person. That of a login, for which a token vouches, is nobody's to change here. */
export const NameForm = ({ member, onGiven }: { member: Member; onGiven: () => void }) => {
  const { moderation } = useRoomState()
  const words = useGivenNameWords()
  const [name, setName] = useState(member.ownName)
  if (member.key.startsWith('id:') && !member.key.startsWith(GUEST)) return null

  const give = (event: FormEvent) => {
    event.preventDefault()
    const next = tidyName(name)
    if (next === '') return
    if (next !== member.ownName) moderation.giveName(member, next)
    onGiven()
  }
  return (
    <form className="name-form" onSubmit={give}>
      <div className="row">
        <NameField label={words.label} value={name} onType={setName} isOther />
        <button type="submit">{words.give}</button>
      </div>
      <p className="hint">{words.says}</p>
    </form>
  )
}
