import type { ChatMessage } from 'homeroom/chat'
import { Reply } from 'lucide-react'
import { Dialog } from '../page/dialog.tsx'
import { calledIn } from '../people/cast.ts'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { MuteButton } from './mute-button.tsx'
import { useWriteTo } from './use-write-to.ts'

interface MessageDialogProps {
  readonly message: ChatMessage
  readonly onClose: () => void
}

/** What a host does about a message: answer its author alone, delete it, and mute its author. */
export const MessageDialog = ({ message, onClose }: MessageDialogProps) => {
  const words = useWords().chat
  const { chatOrders, cast } = useRoomState()
  const { id, from, text, isOwn } = message
  const author = chatOrders.authorOf(message)
  const name = calledIn(useReadable(cast), author?.key ?? null, from.name) ?? words.somebody
  const writeTo = useWriteTo()
  const remove = () => {
    if (id !== null) chatOrders.remove(id)
    onClose()
  }
  return (
    <Dialog title={words.messageOf(name)} onClose={onClose}>
      <blockquote className="quoted" dir="auto">
        {text}
      </blockquote>
      {!isOwn && (from.id !== null || author !== null) && (
        <div className="write-to">
          <button type="button" onClick={() => writeTo({ name, receiver: from }, onClose)}>
            <Reply /> {words.replyTo(name)}
          </button>
          <p className="hint">{words.oneHint}</p>
        </div>
      )}
      {!isOwn && <MuteButton personKey={author?.key ?? null} name={name} role={from.rights ?? from.role} />}
      <div className="row">
        <button className="danger" type="button" onClick={remove}>
          {words.remove}
        </button>
      </div>
    </Dialog>
  )
}
