import './class-list.css'
import { useId, useState } from 'react'
import { Dialog } from '../page/dialog.tsx'
import { useNotHereWords } from '../words/not-here.ts'
import { namesIn } from './class-list.ts'
import { useClassList } from './use-class-list.ts'

/** A register of a large school is shorter. */
const MOST_CHARS = 20_000

interface ClassListDialogProps {
  readonly room: string
  readonly onClose: () => void
}

/** Where a host types or pastes the names of the class. */
export const ClassListDialog = ({ room, onClose }: ClassListDialogProps) => {
  const words = useNotHereWords()
  const [text, keepText] = useClassList(room)
  const [typed, setTyped] = useState(text)
  const id = useId()
  const keep = (list: string) => {
    keepText(list)
    onClose()
  }
  return (
    <Dialog title={words.list} onClose={onClose}>
      <form
        className="class-list-form"
        onSubmit={(event) => {
          event.preventDefault()
          keep(typed)
        }}
      >
        <div className="field">
          <label htmlFor={id}>{words.names}</label>
          <textarea
            id={id}
            data-first
            dir="auto"
            rows={12}
            maxLength={MOST_CHARS}
            spellCheck={false}
            autoComplete="off"
            value={typed}
            aria-describedby={`${id}-hint`}
            onChange={({ target }) => setTyped(target.value)}
          />
          <p className="hint" id={`${id}-hint`}>
            {words.listSays}
          </p>
        </div>
        <div className="row">
          {text !== '' && (
            <button type="button" onClick={() => keep('')}>
              {words.forget}
            </button>
          )}
          <span className="space" />
          <button className="primary" type="submit" disabled={namesIn(typed).length === 0}>
            {words.compare}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
