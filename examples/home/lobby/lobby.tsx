import {
  type FormEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Refusal } from '../../common/connection/refusal.tsx'
import type { Kind } from '../../common/page/address.ts'
import { Mark } from '../../common/page/mark.tsx'
import { NameField } from '../../common/page/name-field.tsx'
import { codeIn, type Entered } from '../../common/page/pass.ts'
import type { AtTheDoor } from '../../common/page/tab.ts'
import { ThemeButton } from '../../common/page/theme.tsx'
import { useWords } from '../../common/words/index.ts'
import { LanguageSelect } from '../../common/words/language-select.tsx'
import type { Refused } from '../../common/words/refusal.ts'
import { KindChoice } from './kind-choice.tsx'
import { LobbyScene } from './lobby-scene.tsx'
import { RecentList } from './recent-list.tsx'
import { type RoomName, readRoomName, roomMeant } from './room-name.ts'
import { WaitingCard } from './waiting-card.tsx'

export interface LobbyProps {
  readonly kind: Kind
  readonly room: string
  readonly name: string
  /** A link has named the room: it is not asked for. */
  readonly isInvited: boolean
  /** Why the code of a link did not let this person in; null where it did. */
  readonly refusal: Refused | null
  /** The room in front of which this person waits; null where they do not. */
  readonly waiting: AtTheDoor | null
  /** Called with a valid room or the code of a link, and a name that may be empty. */
  readonly onJoin: (kind: Kind, room: string, name: string) => void | Promise<void>
  /** Called when somebody who waits comes in, or does not. */
  readonly onSettled: (entered: Entered, waiting: AtTheDoor) => void
  /** Called when somebody who waits says another name. */
  readonly onRename: (waiting: AtTheDoor, name: string) => void
  /** Called when somebody waits no more. */
  readonly onCancel: (waiting: AtTheDoor) => void
}

/** The name of a room, or a code in its place, which may have spaces in it. */
const readTyped = (typed: string): RoomName =>
  codeIn(typed) === null ? readRoomName(typed) : { ok: true, room: typed }

/** The page before a room: asks for a room and a name, and waits for the host who lets people in. */
export const Lobby = ({ waiting, onSettled, onRename, onCancel, ...asking }: LobbyProps) => {
  const { lobby } = useWords()
  const [[room, name], setTyped] = useState([asking.room, asking.name])
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
        {waiting === null ? (
          <>
            <JoinForm {...asking} onType={(room, name) => setTyped([room, name])} />
            {!asking.isInvited && (
              <RecentList onOpen={({ kind, room }) => void asking.onJoin(kind, room, name.trim())} />
            )}
          </>
        ) : (
          <WaitingCard
            waiting={waiting}
            onSettled={(entered) => onSettled(entered, waiting)}
            onRename={(name) => onRename(waiting, name)}
            onCancel={() => onCancel(waiting)}
          />
        )}
      </div>
      <LobbyScene room={waiting?.room ?? room.trim()} name={waiting?.name ?? name.trim()} />
    </main>
  )
}

type JoinFormProps = Pick<LobbyProps, 'kind' | 'room' | 'name' | 'isInvited' | 'refusal' | 'onJoin'> & {
  readonly onType: (room: string, name: string) => void
}

const NameLabel = () => {
  const { lobby } = useWords()
  return (
    <>
      {lobby.name} <span className="optional">{lobby.optional}</span>
    </>
  )
}

/** What is wrong with what was typed; a refusal brings the keyboard to the field that did not lead in. */
const useComplaint = (refusal: Refused | null, input: RefObject<HTMLInputElement | null>) => {
  const [complaint, setComplaint] = useState<ReactNode>('')
  useEffect(() => {
    setComplaint(refusal === null ? '' : <Refusal of={refusal} />)
    if (refusal !== null) input.current?.focus()
  }, [refusal, input])
  return [complaint, setComplaint] as const
}

const JoinForm = ({
  kind: firstKind,
  room: firstRoom,
  name: firstName,
  isInvited,
  refusal,
  onJoin,
  onType,
}: JoinFormProps) => {
  const [kind, setKind] = useState(firstKind)
  const [room, setRoom] = useState(firstRoom)
  const [name, setName] = useState(firstName)
  const { lobby } = useWords()
  const roomInput = useRef<HTMLInputElement>(null)
  const [complaint, setComplaint] = useComplaint(refusal, roomInput)
  const nameInput = useRef<HTMLInputElement>(null)

  useLayoutEffect(() => {
    const first = firstRoom === '' && !isInvited ? roomInput : nameInput
    first.current?.focus()
  }, [firstRoom, isInvited])

  const typeRoom = (typed: string) => {
    setRoom(typed)
    onType(typed, name)
    // A complaint goes as soon as its cause is gone; a new one waits for the button.
    if (complaint !== '' && readTyped(typed).ok) setComplaint('')
  }
  const typeName = (typed: string) => {
    setName(typed)
    onType(room, typed)
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isInvited) return void onJoin(kind, '', name.trim())
    const typed = readTyped(room)
    setComplaint(typed.ok ? '' : typed.why)
    if (!typed.ok) return roomInput.current?.focus()
    // A name that came with the address, or from the last visit, is meant as it is written.
    void onJoin(kind, room === firstRoom ? typed.room : roomMeant(typed.room), name.trim())
  }

  return (
    <form className="card" noValidate onSubmit={submit}>
      {!isInvited && <KindChoice kind={kind} onChoose={setKind} />}
      {!isInvited && <RoomField input={roomInput} value={room} complaint={complaint} onType={typeRoom} />}
      {/* The link says it; only the relay knows where its code leads. */}
      {isInvited && firstRoom !== '' && (
        <h2 className="invited-to">
          <bdi>{firstRoom}</bdi>
        </h2>
      )}
      <NameField label={<NameLabel />} input={nameInput} value={name} onType={typeName} />
      <button className="primary" type="submit">
        {lobby.join}
      </button>
    </form>
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
