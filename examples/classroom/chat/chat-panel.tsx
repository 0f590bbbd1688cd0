import { Pause } from 'lucide-react'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Composer } from './composer.tsx'
import { MessageList } from './message-list.tsx'
import { useUnread } from './use-unread.ts'

/** What people write to everyone, or to the hosts: the relay's chat, which says who wrote a message. */
export const Chat = () => {
  const words = useWords().chat
  const unread = useUnread()
  return (
    <section className="panel chat" aria-labelledby="chat-title">
      <div className="panel-head">
        <h2 id="chat-title">
          {words.title} {unread > 0 && <span className="number">{words.unread(unread)}</span>}
        </h2>
        <PauseSwitch />
      </div>
      <MessageList />
      <Composer />
    </section>
  )
}

/** Shows what the relay says: a press asks for a change, and the button changes when the relay has taken it. */
const PauseSwitch = () => {
  const words = useWords().chat
  const { chat, chatOrders } = useClassroom()
  const { isPaused, isOff } = useReadable(chat.state)
  const { isHost } = useRights()
  if (!isHost || isOff) return null
  return (
    <button type="button" aria-pressed={isPaused} onClick={() => chatOrders.pause(!isPaused)}>
      <Pause /> {words.pause}
    </button>
  )
}
