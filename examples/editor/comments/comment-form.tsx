import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { countGraphemes } from '../../common/page/graphemes.ts'
import { useWords } from '../../common/words/index.ts'
import { MOST_GRAPHEMES } from './comment.ts'

interface CommentFormProps {
  readonly label: string
  readonly send: string
  readonly onSend: (text: string) => void
  readonly onCancel: () => void
}

/** What somebody writes at a text. Escape leaves it, Enter makes a new line; Ctrl and Enter sends it. */
export const CommentForm = ({ label, send, onSend, onCancel }: CommentFormProps) => {
  const words = useWords().editor
  const [text, setText] = useState('')
  const note = useId()
  const tooMany = Math.max(0, countGraphemes(text.trim()) - MOST_GRAPHEMES)
  const isOff = text.trim() === '' || tooMany > 0
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!isOff) onSend(text)
  }
  const keyed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onCancel()
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      submit()
    }
  }
  return (
    <form className="comment-form" onSubmit={submit}>
      <textarea
        aria-label={label}
        aria-describedby={note}
        aria-invalid={tooMany > 0}
        placeholder={label}
        rows={3}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={keyed}
      />
      <output className="hint" id={note}>
        {tooMany > 0 ? words.commentTooLong(tooMany) : ''}
      </output>
      <div className="acts at-end">
        <button className="small" type="button" onClick={onCancel}>
          {words.commentCancel}
        </button>
        <button className="small primary" type="submit" aria-disabled={isOff}>
          {send}
        </button>
      </div>
    </form>
  )
}
