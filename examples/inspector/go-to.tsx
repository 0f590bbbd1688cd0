import { useId } from 'react'
import { hashOf } from './address.ts'

interface GoToProps {
  readonly room: string
  readonly onType: (room: string) => void
}

/** Searches the rooms as it is typed into, and opens a room by its name, also if nobody is in it. */
export const GoTo = ({ room, onType }: GoToProps) => {
  const id = useId()
  return (
    <form
      className="row go-to"
      onSubmit={(event) => {
        event.preventDefault()
        if (room.trim() !== '') location.hash = hashOf(room.trim())
      }}
    >
      <div className="field">
        <label htmlFor={id}>Room by name</label>
        <input
          id={id}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={room}
          onChange={({ target }) => onType(target.value)}
        />
      </div>
      <button type="submit">Look</button>
    </form>
  )
}
