import { Pause, Play, X } from 'lucide-react'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { useUnread } from './use-unread.ts'

interface ChatProps {
  /** Where it can be closed. */
  readonly onClose?: () => void
}

/** What people write to everyone, or to the hosts: the relay's chat, which says who wrote a message. */
export const Chat = ({ onClose }: ChatProps) => {
  const { chat: words, page } = useWords()
  const unread = useUnread()
  return (
    <section className="panel chat" aria-labelledby="chat-title">
      <div className="panel-head">
        <h2 id="chat-title">
          {words.title} {unread > 0 && <span className="number">{words.unread(unread)}</span>}
        </h2>
        <PauseSwitch />
        {onClose !== undefined && (
          <button className="quiet icon" type="button" aria-label={page.close} onClick={onClose}>
            <X />
          </button>
        )}
      </div>
      <MessageList />
      <Composer />
    </section>
  )
}

/** Shows what the relay says: a press asks for a change, and the button changes when the relay has taken it. */
const PauseSwitch = () => {
  const { chat: words, kit } = useWords()
  const { chat, chatOrders } = useRoomState()
  const { isPaused, isOff } = useReadable(chat.state)
  const { isHost } = useRights()
  if (!isHost || isOff) return null
  return (
    <button type="button" onClick={() => chatOrders.pause(!isPaused)}>
      {isPaused ? <Play /> : <Pause />} {isPaused ? kit.goOn : words.pause}
    </button>
  )
}
