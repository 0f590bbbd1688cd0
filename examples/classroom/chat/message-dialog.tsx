import type { ChatMessage } from 'homeroom/chat'
import { Dialog } from '../../common/page/dialog.tsx'
import { useWords } from '../../common/words/index.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { MuteButton } from './mute-button.tsx'

interface MessageDialogProps {
  readonly message: ChatMessage
  readonly onClose: () => void
}

/** What a host does about a message: delete it, and mute its author. */
export const MessageDialog = ({ message, onClose }: MessageDialogProps) => {
  const words = useWords().chat
  const { chatOrders } = useClassroom()
  const { id, from, text, isOwn } = message
  const name = from.name ?? words.somebody
  const author = chatOrders.authorOf(message)
  const remove = () => {
    if (id !== null) chatOrders.remove(id)
    onClose()
  }
  return (
    <Dialog title={words.messageOf(name)} onClose={onClose}>
      <blockquote className="quoted" dir="auto">
        {text}
      </blockquote>
      {!isOwn && <MuteButton personKey={author?.key ?? null} name={name} role={from.rights ?? from.role} />}
      <div className="row">
        <button className="danger" type="button" onClick={remove}>
          {words.remove}
        </button>
      </div>
    </Dialog>
  )
}
