import '@blocknote/mantine/style.css'
import { withCollaboration } from '@blocknote/core/yjs'
import { BlockNoteView } from '@blocknote/mantine'
import { useCreateBlockNote } from '@blocknote/react'
import { createRoot } from 'react-dom/client'
import { type Binding, type Joined, textsOf, textWithout } from '../binding.ts'

const CARET = '.bn-collaboration-cursor__base'

const Editor = ({ doc, provider, user, mayWrite }: Joined) => {
  const fragment = doc.getXmlFragment('blocknote')
  const editor = useCreateBlockNote(
    withCollaboration({ collaboration: { fragment, provider, user, showCursorLabels: 'always' } }),
  )
  return <BlockNoteView editor={editor} editable={mayWrite} />
}

export const mount = (joined: Joined): Binding => {
  createRoot(joined.root).render(<Editor {...joined} />)
  return {
    text: () => textWithout(document.querySelector('.bn-editor'), CARET),
    carets: () => textsOf(CARET),
  }
}
