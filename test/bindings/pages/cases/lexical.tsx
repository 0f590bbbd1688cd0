import { LexicalCollaboration } from '@lexical/react/LexicalCollaborationContext'
import { CollaborationPlugin } from '@lexical/react/LexicalCollaborationPlugin'
import { LexicalComposer } from '@lexical/react/LexicalComposer'
import { ContentEditable } from '@lexical/react/LexicalContentEditable'
import { LexicalErrorBoundary } from '@lexical/react/LexicalErrorBoundary'
import { RichTextPlugin } from '@lexical/react/LexicalRichTextPlugin'
import type { Provider } from '@lexical/yjs'
import { createRoot } from 'react-dom/client'
import { type Binding, type Joined, textsOf } from '../binding.ts'

/** Where the plugin draws carets, if it is given no other place. */
const CARETS = 'body > div:not(#root) span'

const Editor = ({ user, mayWrite, joinOther }: Joined) => {
  const initialConfig = {
    namespace: 'lesson',
    editable: mayWrite,
    // The document has the content.
    editorState: null,
    onError: (error: Error) => {
      throw error
    },
  }
  return (
    <LexicalCollaboration>
      <LexicalComposer initialConfig={initialConfig}>
        <RichTextPlugin contentEditable={<ContentEditable />} ErrorBoundary={LexicalErrorBoundary} />
        <CollaborationPlugin
          id="lexical"
          providerFactory={(id, docs) => {
            // Joined here and not before: the plugin shows what comes after it is there, and nothing else.
            const { doc, provider } = joinOther('lexical')
            docs.set(id, doc)
            return provider as unknown as Provider
          }}
          username={user.name}
          cursorColor={user.color}
          shouldBootstrap={user.name === 'Ada'}
        />
      </LexicalComposer>
    </LexicalCollaboration>
  )
}

export const mount = (joined: Joined): Binding => {
  createRoot(joined.root).render(<Editor {...joined} />)
  return {
    text: () => document.querySelector('[contenteditable]')?.textContent ?? '',
    carets: () => textsOf(CARETS),
  }
}
