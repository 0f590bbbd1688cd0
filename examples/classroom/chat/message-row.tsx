import type { ChatMessage } from 'homeroom/chat'
import { memo } from 'react'
import { Name, personStyle } from '../people/person.tsx'
import { useClassroom } from '../room/classroom-context.tsx'
import { CHAT } from './chat-words.ts'
import { LinkedText } from './linked-text.tsx'

const timeOf = (atMs: number) => new Date(atMs).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

interface MessageRowProps {
  readonly message: ChatMessage
  /** The key of its author's colour. */
  readonly sitter: string
  /** Called with the message's key; null where this person may not manage it. */
  readonly onManage: ((key: string) => void) | null
}

export const MessageRow = memo(({ message, sitter, onManage }: MessageRowProps) => {
  const { key, from, text, to, atMs, isOwn } = message
  const name = from.name ?? CHAT.somebody
  return (
    <li className="message" data-own={isOwn} data-to={to} style={personStyle(sitter)}>
      <span className="message-head">
        <Name>{name}</Name>
        {(from.rights ?? from.role) === 'host' && <span className="chip">{CHAT.host}</span>}
        {to === 'hosts' && (
          <span className="chip private">
            <span aria-hidden="true">🔒</span> {CHAT.toHosts}
          </span>
        )}
        <time dateTime={new Date(atMs).toISOString()}>{timeOf(atMs)}</time>
        {onManage !== null && (
          <button
            className="quiet icon"
            type="button"
            aria-label={CHAT.manage(name)}
            aria-haspopup="dialog"
            onClick={() => onManage(key)}
          >
            <span aria-hidden="true">⋯</span>
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
  if (fate === 'sent') return null
  if (fate === 'sending') return <span className="message-fate">{CHAT.sending}</span>
  return (
    <span className="message-fate" data-refused="true">
      <span>{refusal?.text}</span>
      <span className="message-acts">
        <button type="button" onClick={() => chat.retry(key)}>
          {CHAT.retry}
        </button>
        <button type="button" onClick={() => chat.discard(key)}>
          {CHAT.discard}
        </button>
      </span>
    </span>
  )
}
