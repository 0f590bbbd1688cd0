import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'
import { type Binding, type Joined, textsOf } from '../binding.ts'

export const mount = ({ doc, provider, user, mayWrite, root }: Joined): Binding => {
  const editor = new Editor({
    element: root,
    editable: mayWrite,
    extensions: [
      StarterKit.configure({ undoRedo: false }),
      Collaboration.configure({ document: doc }),
      CollaborationCaret.configure({ provider, user }),
    ],
  })
  return { text: () => editor.getText(), carets: () => textsOf('.collaboration-carets__caret') }
}
