import type { Editor } from '@tiptap/core'
import { ExternalLink } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { Dialog } from '../../common/page/dialog.tsx'
import { useWords } from '../../common/words/index.ts'
import { isSafe, safeHref } from './links.ts'

/** An address has at most so many letters. */
const MOST_CHARS = 2_000

/** Makes a link of what is selected, or of the address itself where nothing is. */
export const LinkDialog = ({ editor, onClose }: { editor: Editor; onClose: () => void }) => {
  const words = useWords().editor
  const [isBad, setIsBad] = useState(false)
  const id = useId()
  const isLink = editor.isActive('link')
  const { href = '' } = editor.getAttributes('link')
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const link = safeHref(`${new FormData(event.currentTarget).get('url')}`)
    setIsBad(link === null)
    if (link === null) return
    const chain = editor.chain().extendMarkRange('link')
    if (editor.state.selection.empty && !isLink)
      chain
        .insertContent({ type: 'text', text: link, marks: [{ type: 'link', attrs: { href: link } }] })
        .run()
    else chain.setLink({ href: link }).run()
    onClose()
  }
  const remove = () => {
    editor.chain().extendMarkRange('link').unsetLink().run()
    onClose()
  }
  return (
    <Dialog title={words.linkTitle} onClose={onClose}>
      {isLink && isSafe(href) && <LinkTarget href={href} />}
      <form className="document-form" onSubmit={submit} noValidate>
        <div className="field">
          <label htmlFor={id}>{words.linkUrl}</label>
          <input
            id={id}
            data-first
            name="url"
            type="url"
            inputMode="url"
            placeholder="https://"
            defaultValue={href}
            maxLength={MOST_CHARS}
            aria-invalid={isBad}
            aria-describedby={`${id}-error`}
          />
          <p className="error" id={`${id}-error`} role="alert">
            {isBad ? words.linkBad : ''}
          </p>
        </div>
        <div className="acts at-end">
          {isLink && (
            <button type="button" onClick={remove}>
              {words.linkRemove}
            </button>
          )}
          <button className="primary" type="submit">
            {words.linkPut}
          </button>
        </div>
      </form>
    </Dialog>
  )
}

/** Where a link leads, for fingers, which have no Ctrl; those who only read follow it by a press. */
const LinkTarget = ({ href }: { href: string }) => {
  const { linkOpen } = useWords().editor
  return (
    <a className="link-target" href={href} target="_blank" rel="noopener noreferrer nofollow">
      <bdi>{href}</bdi> <ExternalLink aria-label={linkOpen} />
    </a>
  )
}
