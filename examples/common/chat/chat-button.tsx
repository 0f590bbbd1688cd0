import { MessageSquare } from 'lucide-react'
import { useWords } from '../words/index.ts'
import { useChatPlace } from './chat-place.tsx'
import { useUnread } from './use-unread.ts'

/** Shows the chat, or hides it, and says how many messages were not read. */
export const ChatButton = ({ onClose }: { readonly onClose: () => void }) => {
  const { isShown, show } = useChatPlace()
  const unread = useUnread()
  const { chat, number } = useWords()
  return (
    <button
      className="chat-button"
      type="button"
      aria-expanded={isShown}
      aria-label={unread > 0 ? `${chat.title}: ${chat.unread(unread)}` : chat.title}
      title={chat.title}
      onClick={isShown ? onClose : show}
    >
      <MessageSquare />
      {unread > 0 && (
        <span className="number new" aria-hidden="true">
          {number(unread)}
        </span>
      )}
    </button>
  )
}
