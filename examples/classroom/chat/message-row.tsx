import type { ChatMessage } from 'homeroom/chat'
import { Ellipsis, Lock } from 'lucide-react'
import { memo } from 'react'
import { HostMark, Name, personStyle } from '../../common/people/person.tsx'
import { useWords } from '../../common/words/index.ts'
import { refusalInWords } from '../../common/words/refusal.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import { LinkedText } from './linked-text.tsx'

interface MessageRowProps {
  readonly message: ChatMessage
  /** The key of its author's colour. */
  readonly sitter: string
  /** Called with the message's key; null where this person may not manage it. */
  readonly onManage: ((key: string) => void) | null
}

export const MessageRow = memo(({ message, sitter, onManage }: MessageRowProps) => {
  const words = useWords().chat
  const { key, from, text, to, atMs, isOwn } = message
  const name = from.name ?? words.somebody
  return (
    <li className="message" data-own={isOwn} data-to={to} style={personStyle(sitter)}>
      <span className="message-head">
        <Name>{name}</Name>
        {(from.rights ?? from.role) === 'host' && <HostMark />}
        {to === 'hosts' && (
          <span className="chip private">
            <Lock /> {words.toHosts}
          </span>
        )}
        <time dateTime={new Date(atMs).toISOString()}>{words.time(atMs)}</time>
        {onManage !== null && (
          <button
            className="quiet icon"
            type="button"
            aria-label={words.manage(name)}
            aria-haspopup="dialog"
            onClick={() => onManage(key)}
          >
            <Ellipsis />
          </button>
        )}
      </span>
      <span className="message-text" dir="auto">
        <LinkedText text={text} />
      </span>
      <Fate message={message} />
    </li>
  )
})

/** What becomes of an own message that the relay has not stored. */
const Fate = ({ message: { key, fate, refusal } }: { message: ChatMessage }) => {
  const { chat } = useClassroom()
  const words = useWords().chat
  if (fate === 'sent') return null
  if (fate === 'sending') return <span className="message-fate">{words.sending}</span>
  return (
    <span className="message-fate" data-refused="true">
      <span>{refusal !== null && refusalInWords({ code: refusal.code, message: refusal.text })}</span>
      <span className="message-acts">
        <button type="button" onClick={() => chat.retry(key)}>
          {words.retry}
        </button>
        <button type="button" onClick={() => chat.discard(key)}>
          {words.discard}
        </button>
      </span>
    </span>
  )
}
