import type { ChatMessage } from 'homeroom/chat'
import { Ellipsis, Lock, Reply } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { HostMark, Name, NotHostMark, personStyle } from '../people/person.tsx'
import { useRights, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import { Parts } from '../words/parts.tsx'
import { refusalInWords } from '../words/refusal.ts'
import { LinkedText } from './linked-text.tsx'
import { useWriteTo } from './use-write-to.ts'

interface MessageRowProps {
  readonly message: ChatMessage
  /** Its author's, as the room has it. */
  readonly name: string
  /** The key of its author's colour. */
  readonly sitter: string
  /** Its author has the name of a host who is here, and is none. */
  readonly isNamesake: boolean
  /** The name of the one whom it is for; null where it is not for one person. */
  readonly receiver: string | null
  /** Called with the message's key; null where this person may not manage it. */
  readonly onManage: ((key: string) => void) | null
}

export const MessageRow = memo(
  ({ message, name, sitter, isNamesake, receiver, onManage }: MessageRowProps) => {
    const words = useWords().chat
    const { key, from, text, to, atMs, isOwn } = message
    return (
      <li
        className="message"
        data-own={isOwn}
        data-to={receiver === null ? to : 'one'}
        style={personStyle(sitter)}
      >
        <span className="message-head">
          <Name>{name}</Name>
          {(from.rights ?? from.role) === 'host' && <HostMark />}
          {isNamesake && <NotHostMark />}
          {to !== 'everyone' && <PrivateMark receiver={receiver} isOwn={isOwn} />}
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
        <Fate message={message} receiver={receiver} />
        {receiver !== null && !isOwn && <AnswerHosts />}
      </li>
    )
  },
)

interface PrivateMarkProps {
  readonly receiver: string | null
  readonly isOwn: boolean
}

/** Says who may read a message that is not for everyone, each time as its reader sees it. */
const PrivateMark = ({ receiver, isOwn }: PrivateMarkProps) => {
  const words = useWords().chat
  const { isHost } = useRights()
  const toOne = () =>
    isHost || isOwn ? words.toOne<ReactNode>(<bdi key="name">{receiver}</bdi>) : [words.toYou]
  return (
    <span className="chip private">
      <Lock /> <span>{receiver === null ? words.toHosts : <Parts of={toOne()} />}</span>
    </span>
  )
}

/** For the one whom a host has written to. */
const AnswerHosts = () => {
  const words = useWords().chat
  const { isHost, signal } = useRights()
  const writeTo = useWriteTo()
  if (isHost || signal !== null) return null
  return (
    <button className="small message-answer" type="button" onClick={() => writeTo('hosts')}>
      <Reply /> {words.answerHosts}
    </button>
  )
}

interface FateProps {
  readonly message: ChatMessage
  readonly receiver: string | null
}

/** What becomes of an own message that the relay has not stored. */
const Fate = ({ message: { key, fate, refusal }, receiver }: FateProps) => {
  const { chat } = useRoomState()
  const words = useWords().chat
  if (fate === 'sent') return null
  const why = ({ code, text }: NonNullable<ChatMessage['refusal']>) =>
    code === 'not-found' && receiver !== null ? words.gone(receiver) : refusalInWords({ code, message: text })
  if (fate === 'sending') return <span className="message-fate">{words.sending}</span>
  return (
    <span className="message-fate" data-refused="true">
      <span>{refusal !== null && why(refusal)}</span>
      <span className="acts">
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
