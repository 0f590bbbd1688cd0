import type { ChatState } from 'homeroom/chat'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useState } from 'react'
import { Control } from '../room/control.tsx'
import type { Off, Rights } from '../room/rights.ts'
import { useReadable, useRights, useRoomState } from '../room/room-context.tsx'
import { useWords, type Words } from '../words/index.ts'
import { refusalInWords } from '../words/refusal.ts'
import { measureMessage } from './message-length.ts'
import { allowedReceivers, type Receivers } from './receivers.ts'

/** Why this person may write nothing; null where they may. */
const closedFor = ({ isOff }: ChatState, { signal }: Rights, words: Words['chat']): Off =>
  isOff ? words.off : signal

/** What a person should know of the chat before they write. */
const noteFor = (
  { isMuted, isPaused }: ChatState,
  { isHost }: Rights,
  words: Words['chat'],
): string | null => {
  if (isHost) return isPaused ? words.pausedForAll : null
  if (isMuted) return words.muted
  return isPaused ? words.paused : null
}

/** A message that is being written. */
const useDraft = () => {
  const { chat, news, receivers } = useRoomState()
  const words = useWords().chat
  const [text, setText] = useState('')
  const [state, rights] = [useReadable(chat.state), useRights()]
  const chosen = useReadable(receivers)
  const to = allowedReceivers(chosen, state, rights)
  const closed = closedFor(state, rights, words)
  const note = closed ?? noteFor(state, rights, words)
  useEffect(() => {
    // A text that was begun for the hosts alone does not go to everyone when a mute ends meanwhile.
    if (to !== chosen && text !== '') receivers.set(to)
  }, [to, chosen, text, receivers])
  const { tooMany, isNearlyFull } = measureMessage(text.trim())
  const off = closed ?? (tooMany > 0 ? words.tooLong(tooMany) : null)

  const send = () => {
    if (off !== null) return news.toast('own', off)
    if (text.trim() === '') return
    const sent = chat.send(text, { to: typeof to === 'string' ? to : to.receiver })
    if (sent.ok) setText('')
    else news.toast('own', refusalInWords(sent.fault))
  }
  return { text, setText, to, closed, note, off, tooMany, isNearlyFull, send }
}

export const Composer = () => {
  const words = useWords().chat
  const { text, setText, to, closed, note: said, off, tooMany, isNearlyFull, send } = useDraft()
  const note = useId()

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
  const placeholder = placeholderFor(to, words)
  return (
    <form className="composer" data-to={typeof to === 'string' ? to : 'one'} onSubmit={submit}>
      {said !== null && (
        <p className="composer-note" id={`${note}-closed`}>
          {said}
        </p>
      )}
      <textarea
        aria-label={placeholder}
        placeholder={placeholder}
        rows={2}
        value={text}
        readOnly={closed !== null}
        aria-describedby={`${note}-closed ${note}`}
        aria-invalid={tooMany > 0}
        onKeyDown={keyed}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="composer-foot">
        <ReceiversSelect to={to} />
        <output className="hint" id={note} data-over={tooMany > 0}>
          {tooMany > 0 ? words.tooMany(tooMany) : isNearlyFull ? words.nearlyFull : ''}
        </output>
        <Control className="primary" off={off} onClick={send}>
          {words.send}
        </Control>
      </div>
    </form>
  )
}

const placeholderFor = (to: Receivers, words: Words['chat']): string => {
  if (typeof to === 'object') return words.toOneOnly(to.name)
  return to === 'hosts' ? words.toHostsOnly : words.toEveryone
}

/** The choice stays after a message: a private talk goes on, and nothing private goes to everyone by an oversight. */
const ReceiversSelect = ({ to }: { to: Receivers }) => {
  const words = useWords().chat
  const { chat, receivers } = useRoomState()
  const { isMuted, isPaused } = useReadable(chat.state)
  const { isHost } = useRights()
  return (
    <label className="composer-to">
      {words.to}
      <select
        value={typeof to === 'string' ? to : 'one'}
        onChange={({ target: { value } }) => {
          if (value === 'everyone' || value === 'hosts') receivers.set(value)
        }}
      >
        {(isHost || !(isMuted || isPaused)) && <option value="everyone">{words.everyone}</option>}
        <option value="hosts">{words.hosts}</option>
        {typeof to === 'object' && <option value="one">{words.oneOnly(to.name)}</option>}
      </select>
    </label>
  )
}
