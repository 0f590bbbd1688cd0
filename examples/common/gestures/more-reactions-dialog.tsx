import { type FormEvent, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useWords } from '../words/index.ts'

const MORE = [
  ...['👎', '👏', '🙌', '🙏', '💪', '👀', '💡', '✅', '❌', '❓', '⏳', '🔁'],
  ...['😀', '😮', '😢', '😴', '🤯', '🥳', '🔥', '⭐', '🚀', '🎯', '☕', '🐢'],
]

export interface MoreReactionsDialogProps {
  /** Called with one emoji, as it was typed. */
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** Reacts with any emoji. */
export const MoreReactionsDialog = ({ onPick, onClose }: MoreReactionsDialogProps) => {
  const [typed, setTyped] = useState('')
  const { gestures } = useWords()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onPick(typed.trim())
  }
  return (
    <Dialog title={gestures.react} onClose={onClose}>
      <div className="emoji-grid">
        {MORE.map((emoji) => (
          <button key={emoji} className="reaction" type="button" onClick={() => onPick(emoji)}>
            {emoji}
          </button>
        ))}
      </div>
      <form className="row" onSubmit={submit}>
        <label className="field">
          <span>{gestures.other}</span>
          <input value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
        </label>
        <button type="submit">{gestures.react}</button>
      </form>
    </Dialog>
  )
}
