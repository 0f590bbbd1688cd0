import './name-form.css'
import { type FormEvent, useState } from 'react'
import { NameField } from '../page/name-field.tsx'
import type { Member } from '../people/cast.ts'
import { useRoomState } from '../room/room-context.tsx'
import { useGivenNameWords } from '../words/given-name.ts'
import { tidyName } from './take-names.ts'

/** How the key of a person begins who came by a link. */
export const GUEST = 'id:guest:'

/** A name for which a token vouches is nobody's to change. */
export const mayGetName = ({ key }: Pick<Member, 'key'>): boolean =>
  !key.startsWith('id:') || key.startsWith(GUEST)

/** For hosts: another name for a person. */
export const NameForm = ({ member, onGiven }: { member: Member; onGiven: () => void }) => {
  const { moderation } = useRoomState()
  const words = useGivenNameWords()
  const [name, setName] = useState(member.ownName)
  if (!mayGetName(member)) return null

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
