import { type FormEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { Refusal } from '../connection/refusal.tsx'
import { Mark } from '../page/mark.tsx'
import { codeIn } from '../page/pass.ts'
import { ThemeButton } from '../page/theme.tsx'
import { useWords } from '../words/index.ts'
import { LanguageSelect } from '../words/language-select.tsx'
import type { Refused } from '../words/refusal.ts'
import { LobbyScene } from './lobby-scene.tsx'
import { type RoomName, readRoomName } from './room-name.ts'

export interface LobbyProps {
  readonly room: string
  readonly name: string
  /** A link has named the room: it is not asked for. */
  readonly isInvited: boolean
  /** Why the code of a link did not let this person in; null where it did. */
  readonly refusal: Refused | null
  /** Called with a valid room or the code of a link, and a name that may be empty. */
  readonly onJoin: (room: string, name: string) => void | Promise<void>
}

/** The name of a room, or a code in its place, which may have spaces in it. */
const readTyped = (typed: string): RoomName =>
  codeIn(typed) === null ? readRoomName(typed) : { ok: true, room: typed }

/** The page before a room: asks for a room and a name. */
export const Lobby = ({ room: firstRoom, name: firstName, isInvited, refusal, onJoin }: LobbyProps) => {
  const [room, setRoom] = useState(firstRoom)
  const [name, setName] = useState(firstName)
  const { lobby } = useWords()
  const [complaint, setComplaint] = useState<ReactNode>('')
  const roomInput = useRef<HTMLInputElement>(null)
  const nameInput = useRef<HTMLInputElement>(null)

  useEffect(() => {
    const first = firstRoom === '' && !isInvited ? roomInput : nameInput
    first.current?.focus()
  }, [firstRoom, isInvited])
  useEffect(() => setComplaint(refusal === null ? '' : <Refusal of={refusal} />), [refusal])

  const typeRoom = (typed: string) => {
    setRoom(typed)
    // A complaint goes as soon as its cause is gone; a new one waits for the button.
    if (complaint !== '' && readTyped(typed).ok) setComplaint('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isInvited) return void onJoin('', name.trim())
    const typed = readTyped(room)
    setComplaint(typed.ok ? '' : typed.why)
    if (typed.ok) void onJoin(typed.room, name.trim())
    else roomInput.current?.focus()
  }

  return (
    <main className="lobby">
      <div className="lobby-theme">
        <LanguageSelect />
        <ThemeButton />
      </div>
      <div className="lobby-form">
        <Mark size={56} />
        <h1>homeroom</h1>
        <p className="lead">{lobby.lead}</p>
        <form className="card" noValidate onSubmit={submit}>
          {!isInvited && <RoomField input={roomInput} value={room} complaint={complaint} onType={typeRoom} />}
          <NameField input={nameInput} value={name} onType={setName} />
          <button className="primary" type="submit">
            {lobby.join}
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

const RoomField = ({ input, value, complaint, onType }: FieldProps & { readonly complaint: ReactNode }) => {
  const { lobby } = useWords()
  return (
    <p className="field">
      <label htmlFor="room-name">{lobby.room}</label>
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
        {lobby.roomHint}
      </span>
    </p>
  )
}

const NameField = ({ input, value, onType }: FieldProps) => {
  const { lobby } = useWords()
  return (
    <p className="field">
      <label htmlFor="your-name">
        {lobby.name} <span className="optional">{lobby.optional}</span>
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
}
