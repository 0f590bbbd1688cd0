import { MessageSquare, MessageSquareOff } from 'lucide-react'
import { Control } from '../room/control.tsx'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'

interface MuteButtonProps {
  /** Null where the person is not in the room. */
  readonly personKey: string | null
  readonly name: string
  readonly role: string | null
}

/** Mutes a person in the chat, or lets them write again. Hosts cannot be muted. */
export const MuteButton = ({ personKey, name, role }: MuteButtonProps) => {
  const words = useWords().chat
  const { chatOrders } = useRoomState()
  const isMuted = useReadable(chatOrders.mutedKeys).has(personKey ?? '')
  if (role === 'host') return null
  return (
    <div className="mute">
      <Control
        off={personKey === null ? words.gone(name) : null}
        onClick={() => personKey !== null && chatOrders.mute(personKey, !isMuted)}
      >
        {isMuted ? <MessageSquare /> : <MessageSquareOff />} {isMuted ? words.unmute : words.mute}
      </Control>
      <p className="hint">{words.muteHint}</p>
    </div>
  )
}
