import { type FormEvent, type KeyboardEvent, memo, useEffect, useId, useRef, useState } from 'react'
import { Name, personStyle } from '../people/person.tsx'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import type { Off } from '../room/rights.ts'
import { charactersLeft, MESSAGE_GRAPHEMES, type Message } from './chat.ts'

/** The number of characters left is shown from here on down. */
const COUNTED_FROM = 100

/** What people write to everyone. */
export const Chat = () => (
  <section className="panel chat" aria-labelledby="chat-title">
    <div className="panel-head">
      <h2 id="chat-title">Chat</h2>
    </div>
    <Messages />
    <Composer />
  </section>
)

const Messages = () => {
  const { room, chat, own } = useClassroom()
  const messages = useReadable(chat.messages)
  // The welcome brings a verified person's id, so `own` may change with it.
  useReadable(room.welcome)
  const list = useRef<HTMLOListElement>(null)

  const latest = messages.at(-1)?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: it scrolls when a message comes.
  useEffect(() => {
    const element = list.current
    element?.scrollTo({ top: element.scrollHeight })
  }, [latest])

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard needs to reach it
    <ol ref={list} className="messages" aria-label="Messages" tabIndex={0}>
      {messages.map((message) => (
        <MessageRow key={message.id} message={message} isOwn={message.who === own()} />
      ))}
      {messages.length === 0 && <li className="hint">Nothing has been said yet.</li>}
    </ol>
  )
}

const timeOf = (at: number) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })

const MessageRow = memo(({ message, isOwn }: { message: Message; isOwn: boolean }) => (
  <li className="message" data-own={isOwn} style={personStyle(message.who)}>
    <span className="message-head">
      <Name>{message.name}</Name>
      <time dateTime={new Date(message.at).toISOString()}>{timeOf(message.at)}</time>
    </span>
    <span className="message-text" dir="auto">
      {message.text}
    </span>
  </li>
))

const offFor = (write: Off, left: number): Off => {
  if (write !== null) return write
  return left < 0 ? `A message has at most ${MESSAGE_GRAPHEMES} characters: ${-left} too many.` : null
}

const Composer = () => {
  const { chat, news } = useClassroom()
  const { write } = useRights()
  const [text, setText] = useState('')
  const counter = useId()
  const left = charactersLeft(text)
  const off = offFor(write, left)

  const send = () => {
    if (off !== null) return news.toast('own', off)
    if (text.trim() === '') return
    chat.write(text.trim())
    setText('')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send()
  }
  const keyed = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form className="composer" onSubmit={submit}>
      <textarea
        aria-label="Message to everyone"
        placeholder={write ?? 'Message to everyone'}
        rows={2}
        value={text}
        readOnly={write !== null}
        aria-describedby={counter}
        aria-invalid={left < 0}
        onKeyDown={keyed}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="composer-foot">
        <output className="hint" id={counter} data-over={left < 0}>
          {left < 0 ? `${-left} too many` : left <= COUNTED_FROM ? `${left} left` : ''}
        </output>
        <Control className="primary small" off={off} onClick={send}>
          Send
        </Control>
      </div>
    </form>
  )
}
