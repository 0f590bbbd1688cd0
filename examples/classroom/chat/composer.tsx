import type { ChatState } from 'homeroom/chat'
import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import { Control } from '../room/control.tsx'
import type { Off, Rights } from '../room/rights.ts'
import { CHAT } from './chat-words.ts'
import { measureMessage } from './message-length.ts'

type Receivers = 'everyone' | 'hosts'

/** Why this person may write nothing; null where they may. */
const closedFor = ({ isOff, isMuted, isPaused }: ChatState, { signal, isHost }: Rights): Off => {
  if (isOff) return CHAT.off
  if (signal !== null || isHost) return signal
  if (isMuted) return CHAT.muted
  return isPaused ? CHAT.paused : null
}

export const Composer = () => {
  const { chat, news } = useClassroom()
  const state = useReadable(chat.state)
  const rights = useRights()
  const [text, setText] = useState('')
  const [to, setTo] = useState<Receivers>('everyone')
  const note = useId()
  const closed = closedFor(state, rights)
  const { tooMany, isNearlyFull } = measureMessage(text.trim())
  const off = closed ?? (tooMany > 0 ? CHAT.tooLong(tooMany) : null)

  const send = () => {
    if (off !== null) return news.toast('own', off)
    if (text.trim() === '') return
    const sent = chat.send(text, { to })
    if (sent.ok) setText('')
    else news.toast('own', sent.fault.message)
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
  const placeholder = to === 'hosts' ? CHAT.writeToHosts : CHAT.writeToEveryone
  const said = closed ?? (state.isPaused ? CHAT.pausedForAll : null)
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
        <label className="composer-to">
          {CHAT.to}
          <select
            value={to}
            onChange={({ target }) => setTo(target.value === 'hosts' ? 'hosts' : 'everyone')}
          >
            <option value="everyone">{CHAT.everyone}</option>
            <option value="hosts">{CHAT.hosts}</option>
          </select>
        </label>
        <output className="hint" id={note} data-over={tooMany > 0}>
          {tooMany > 0 ? CHAT.tooMany(tooMany) : isNearlyFull ? CHAT.nearlyFull : ''}
        </output>
        <Control className="primary" off={off} onClick={send}>
          {CHAT.send}
        </Control>
      </div>
    </form>
  )
}
