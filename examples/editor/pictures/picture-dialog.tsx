import type { Editor } from '@tiptap/core'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { usePictureWords } from '../../common/words/pictures.ts'
import { MOST_CHARS, pictureAttributes, WIDTHS } from './picture-attributes.ts'

type Size = keyof typeof WIDTHS

const SIZES = Object.keys(WIDTHS) as readonly Size[]

/** What is to be seen on the picture that is selected, and how wide it stands. */
export const PictureDialog = ({ editor, onClose }: { editor: Editor; onClose: () => void }) => {
  const words = usePictureWords()
  const id = useId()
  const { alt, width } = pictureAttributes({ attrs: editor.getAttributes('picture') })
  const [size, setSize] = useState(SIZES.find((one) => WIDTHS[one] === width) ?? 'full')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const described = `${new FormData(event.currentTarget).get('alt')}`.trim()
    editor.commands.updateAttributes('picture', { alt: described, width: WIDTHS[size] })
    onClose()
  }
  return (
    <Dialog title={words.title} onClose={onClose}>
      <form className="document-form" onSubmit={submit}>
        <div className="field">
          <label htmlFor={`${id}-alt`}>{words.description}</label>
          <textarea
            id={`${id}-alt`}
            data-first
            name="alt"
            rows={3}
            defaultValue={alt}
            maxLength={MOST_CHARS}
            aria-describedby={`${id}-why`}
          />
          <p className="hint" id={`${id}-why`}>
            {words.descriptionWhy}
          </p>
        </div>
        <div className="field">
          <label htmlFor={`${id}-size`}>{words.size}</label>
          <select id={`${id}-size`} value={size} onChange={({ target }) => setSize(target.value as Size)}>
            {SIZES.map((one) => (
              <option key={one} value={one}>
                {words.sizes[one]}
              </option>
            ))}
          </select>
        </div>
        <div className="acts at-end">
          <button className="primary" type="submit">
            {words.keep}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
