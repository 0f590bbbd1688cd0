import type { ChatState } from 'homeroom/chat'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { Control } from '../../common/room/control.tsx'
import type { Off, Rights } from '../../common/room/rights.ts'
import { useWords, type Words } from '../../common/words/index.ts'
import { refusalInWords } from '../../common/words/refusal.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { measureMessage } from './message-length.ts'

type Receivers = 'everyone' | 'hosts'

/** Why this person may write nothing; null where they may. */
const closedFor = (
  { isOff, isMuted, isPaused }: ChatState,
  { signal, isHost }: Rights,
  words: Words['chat'],
): Off => {
  if (isOff) return words.off
  if (signal !== null || isHost) return signal
  if (isMuted) return words.muted
  return isPaused ? words.paused : null
}

/** A message that is being written. */
const useDraft = () => {
  const { chat, news } = useClassroom()
  const words = useWords().chat
  const [text, setText] = useState('')
  const [to, setTo] = useState<Receivers>('everyone')
  const closed = closedFor(useReadable(chat.state), useRights(), words)
  const { tooMany, isNearlyFull } = measureMessage(text.trim())
  const off = closed ?? (tooMany > 0 ? words.tooLong(tooMany) : null)

  const send = () => {
    if (off !== null) return news.toast('own', off)
    if (text.trim() === '') return
    const sent = chat.send(text, { to })
    if (sent.ok) setText('')
    else news.toast('own', refusalInWords(sent.fault))
  }
  return { text, setText, to, setTo, closed, off, tooMany, isNearlyFull, send }
}

export const Composer = () => {
  const { isPaused } = useReadable(useClassroom().chat.state)
  const words = useWords().chat
  const { text, setText, to, setTo, closed, off, tooMany, isNearlyFull, send } = useDraft()
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
  const placeholder = to === 'hosts' ? words.toHostsOnly : words.toEveryone
  const said = closed ?? (isPaused ? words.pausedForAll : null)
  return (
    <form className="composer" data-to={to} onSubmit={submit}>
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
        <ReceiversSelect to={to} onChange={setTo} />
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

interface ReceiversSelectProps {
  readonly to: Receivers
  readonly onChange: (to: Receivers) => void
}

/** The choice stays after a message: a private talk goes on, and nothing private goes to everyone by an oversight. */
const ReceiversSelect = ({ to, onChange }: ReceiversSelectProps) => {
  const words = useWords().chat
  return (
    <label className="composer-to">
      {words.to}
      <select value={to} onChange={({ target }) => onChange(target.value === 'hosts' ? 'hosts' : 'everyone')}>
        <option value="everyone">{words.everyone}</option>
        <option value="hosts">{words.hosts}</option>
      </select>
    </label>
  )
}
