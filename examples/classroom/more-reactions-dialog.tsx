import { type FormEvent, useState } from 'react'
import { Dialog } from './dialog.tsx'

const MORE = [
  ...['👎', '👏', '🙌', '🙏', '💪', '👀', '💡', '✅', '❌', '❓', '⏳', '🔁'],
  ...['😀', '😮', '😢', '😴', '🤯', '🥳', '🔥', '⭐', '🚀', '🎯', '☕', '🐢'],
]

export interface MoreReactionsDialogProps {
  readonly shown: string
  /** Gets one emoji, or '' for none. */
  readonly onPick: (emoji: string) => void
  readonly onClose: () => void
}

/** Any emoji at all. */
export const MoreReactionsDialog = ({ shown, onPick, onClose }: MoreReactionsDialogProps) => {
  const [typed, setTyped] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typed.trim() !== '') onPick(typed.trim())
  }
  return (
    <Dialog title="Show a reaction" onClose={onClose}>
      <div className="emoji-grid">
        {MORE.map((emoji) => (
          <button
            key={emoji}
            className="reaction"
            type="button"
            aria-pressed={shown === emoji}
            onClick={() => onPick(shown === emoji ? '' : emoji)}
          >
            {emoji}
          </button>
        ))}
      </div>
      <form className="row" onSubmit={submit}>
        <label className="field">
          <span>Any other emoji</span>
          <input value={typed} autoComplete="off" onChange={({ target }) => setTyped(target.value)} />
        </label>
        <button type="submit">Show</button>
        {shown !== '' && (
          <button type="button" onClick={() => onPick('')}>
            None
          </button>
        )}
      </form>
    </Dialog>
  )
}
