import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { Mark } from '../page/mark.tsx'
import { ThemeButton } from '../page/theme.tsx'
import { LobbyScene } from './lobby-scene.tsx'
import { readRoomName } from './room-name.ts'

export interface LobbyProps {
  readonly room: string
  readonly name: string
  /** Called with a valid room, and a name that may be empty. */
  readonly onJoin: (room: string, name: string) => void
}

/** The page before a room: asks for a room and a name. */
export const Lobby = ({ room: firstRoom, name: firstName, onJoin }: LobbyProps) => {
  const [room, setRoom] = useState(firstRoom)
  const [name, setName] = useState(firstName)
  const [complaint, setComplaint] = useState('')
  const roomInput = useRef<HTMLInputElement>(null)
  const nameInput = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const first = firstRoom === '' ? roomInput : nameInput
    first.current?.focus()
  }, [firstRoom])

  const typeRoom = (typed: string) => {
    setRoom(typed)
    // A complaint goes as soon as its cause is gone; a new one waits for the button.
    if (complaint !== '' && readRoomName(typed).ok) setComplaint('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const typed = readRoomName(room)
    setComplaint(typed.ok ? '' : typed.why)
    if (typed.ok) onJoin(typed.room, name.trim())
    else roomInput.current?.focus()
  }

  return (
    <main className="lobby">
      <div className="lobby-theme">
        <ThemeButton />
      </div>
      <div className="lobby-form">
        <Mark size={56} />
        <h1>homeroom</h1>
        <p className="lead">
          One room, everyone in it. Walk around, take a seat, raise a hand, say something.
        </p>
        <form className="card" noValidate onSubmit={submit}>
          <RoomField input={roomInput} value={room} complaint={complaint} onType={typeRoom} />
          <NameField input={nameInput} value={name} onType={setName} />
          <button className="primary" type="submit">
            Join the room
          </button>
        </form>
      </div>
      <LobbyScene room={room.trim()} name={name.trim()} />
    </main>
  )
}

interface FieldProps {
  readonly input: RefObject<HTMLInputElement | null>
  readonly value: string
  readonly onType: (typed: string) => void
}

const RoomField = ({ input, value, complaint, onType }: FieldProps & { readonly complaint: string }) => (
  <p className="field">
    <label htmlFor="room-name">Room</label>
    <input
      ref={input}
      id="room-name"
      value={value}
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      placeholder="7b"
      aria-describedby="room-hint room-error"
      aria-invalid={complaint !== ''}
      onChange={({ target }) => onType(target.value)}
    />
    <span className="error" id="room-error" role="alert">
      {complaint}
    </span>
    <span className="hint" id="room-hint">
      Everyone who types the same room meets there.
    </span>
  </p>
)

const NameField = ({ input, value, onType }: FieldProps) => (
  <p className="field">
    <label htmlFor="your-name">
      Your name <span className="optional">(optional)</span>
    </label>
    <input
      ref={input}
      id="your-name"
      value={value}
      autoComplete="nickname"
      maxLength={256}
      spellCheck={false}
      onChange={({ target }) => onType(target.value)}
    />
  </p>
)
