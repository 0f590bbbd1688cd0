import { X } from 'lucide-react'
import { useLayoutEffect, useRef, useState } from 'react'
import { KIND_SIGNS } from '../../common/page/kind-signs.ts'
import { useWords } from '../../common/words/index.ts'
import { forgetRoom, forgetRooms, type RecentRoom, readRecentRooms } from './recent-rooms.ts'

/** The rooms that this browser has been in: each opens at a press, and can be forgotten. */
export const RecentList = ({ onOpen }: { readonly onOpen: (recent: RecentRoom) => void }) => {
  const { lobby } = useWords()
  const [rooms, setRooms] = useState(readRecentRooms)
  const [said, setSaid] = useState('')
  const output = useRef<HTMLOutputElement>(null)
  // The button that was pressed is gone.
  useLayoutEffect(() => {
    if (said !== '') output.current?.focus()
  }, [said])
  const forget = (work: () => void) => {
    work()
    setRooms(readRecentRooms())
    setSaid(lobby.forgotten)
  }
  return (
    <>
      {rooms.length > 0 && (
        <section className="recent" aria-labelledby="recent-title">
          <div className="recent-head">
            <h2 id="recent-title">{lobby.recent}</h2>
            <button className="quiet small" type="button" onClick={() => forget(forgetRooms)}>
              {lobby.forgetAll}
            </button>
          </div>
          <ul>
            {rooms.map((recent) => (
              <RecentItem
                key={`${recent.kind} ${recent.room}`}
                recent={recent}
                onOpen={() => onOpen(recent)}
                onForget={() => forget(() => forgetRoom(recent))}
              />
            ))}
          </ul>
        </section>
      )}
      <output className="unseen" tabIndex={-1} ref={output}>
        {said}
      </output>
    </>
  )
}

interface RecentItemProps {
  readonly recent: RecentRoom
  readonly onOpen: () => void
  readonly onForget: () => void
}

const RecentItem = ({ recent: { kind, room }, onOpen, onForget }: RecentItemProps) => {
  const { lobby, places } = useWords()
  const Sign = KIND_SIGNS[kind]
  return (
    <li>
      <button
        className="quiet recent-room"
        type="button"
        aria-label={lobby.enter(room, places.kinds[kind])}
        onClick={onOpen}
      >
        <Sign /> <bdi>{room}</bdi> <span className="hint">{places.kinds[kind]}</span>
      </button>
      <button
        className="quiet icon"
        type="button"
        aria-label={lobby.forget(room, places.kinds[kind])}
        onClick={onForget}
      >
        <X />
      </button>
    </li>
  )
}
