import { type FormEvent, useState } from 'react'
import { Dialog } from '../../../common/page/dialog.tsx'
import { useWords } from '../../../common/words/index.ts'
import { useClassroom } from '../../room/classroom-context.tsx'
import { boundedText, LINK_CHARS, readUrl, TITLE_GRAPHEMES } from '../format.ts'
import { type Editing, freePlace } from './editing.ts'

/** A card that leads to another page. */
export const LinkDialog = ({ editing, onClose }: { editing: Editing; onClose: () => void }) => {
  const { board } = useClassroom()
  const words = useWords().stage
  const [isBad, setIsBad] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const typed = `${data.get('url')}`.trim()
    // An address is often written without its beginning.
    const url = readUrl(/^[a-z][a-z\d+.-]*:/i.test(typed) ? typed : `https://${typed}`)
    setIsBad(url === null)
    if (url === null) return
    const title = boundedText(data.get('title'), TITLE_GRAPHEMES) ?? ''
    editing.take('move')
    editing.put({ kind: 'link', ...freePlace(board.items.get(), { x: 600, y: 700 }), url, title })
    onClose()
  }
  return (
    <Dialog title={words.linkTitle} onClose={onClose}>
      <form className="stage-form" onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor="stage-url">{words.linkUrl}</label>
          <input
            id="stage-url"
            data-first
            name="url"
            type="url"
            inputMode="url"
            placeholder="https://"
            maxLength={LINK_CHARS}
            aria-invalid={isBad}
            aria-describedby="stage-url-error"
          />
          <p className="error" id="stage-url-error" role="alert">
            {isBad ? words.linkBad : ''}
          </p>
        </div>
        <div className="field">
          <label htmlFor="stage-title">
            {words.linkName} <span className="optional">{words.optional}</span>
          </label>
          <input id="stage-title" name="title" maxLength={TITLE_GRAPHEMES} />
        </div>
        <button className="primary" type="submit">
          {words.put}
        </button>
      </form>
    </Dialog>
  )
}
