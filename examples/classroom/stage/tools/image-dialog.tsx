import { type FormEvent, useState } from 'react'
import { Dialog } from '../../../common/page/dialog.tsx'
import { useWords } from '../../../common/words/index.ts'
import { useClassroom } from '../../room/classroom-context.tsx'
import { BOARD_IMAGES, boundedText, TITLE_GRAPHEMES } from '../format.ts'
import type { Editing } from './editing.ts'
import { newItemId } from './edits.ts'
import { freeRoom } from './free-room.ts'
import { imageKey, scaleImage } from './scale-image.ts'

/** A picture from this machine, made small enough for the document. */
export const ImageDialog = ({ editing, onClose }: { editing: Editing; onClose: () => void }) => {
  const { news, board } = useClassroom()
  const words = useWords().stage
  const [fault, setFault] = useState('')
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const file = data.get('file')
    if (!(file instanceof File) || file.size === 0) return setFault(words.imageNone)
    const scaled = await scaleImage(file)
    if (scaled === null) return setFault(words.imageBad)
    const image = imageKey(scaled.bytes)
    if (!editing.edits.addImage(image, scaled.bytes)) return setFault(words.imagesFull(BOARD_IMAGES))
    const alt = boundedText(data.get('alt'), TITLE_GRAPHEMES) ?? ''
    editing.take('move')
    const id = newItemId()
    editing.put({ kind: 'image', ...freeRoom(board.items.get(), scaled), image, alt }, id)
    editing.chosen.set(id)
    onClose()
  }
  return (
    <Dialog title={words.imageTitle} onClose={onClose}>
      <form
        className="stage-form"
        onSubmit={(event) => void submit(event).catch((error: unknown) => news.toast('own', `${error}`))}
      >
        <div className="field">
          <label htmlFor="stage-file">{words.imageFile}</label>
          <input
            id="stage-file"
            name="file"
            type="file"
            accept="image/png,image/jpeg,image/webp"
            aria-describedby="stage-file-error"
          />
          <p className="error" id="stage-file-error" role="alert">
            {fault}
          </p>
        </div>
        <div className="field">
          <label htmlFor="stage-alt">
            {words.imageAlt} <span className="optional">{words.optional}</span>
          </label>
          <input id="stage-alt" name="alt" maxLength={TITLE_GRAPHEMES} aria-describedby="stage-alt-help" />
          <p className="hint" id="stage-alt-help">
            {words.imageAltHelp}
          </p>
        </div>
        <button className="primary" type="submit">
          {words.put}
        </button>
      </form>
    </Dialog>
  )
}
