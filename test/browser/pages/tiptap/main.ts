import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'
import { join } from '../join.ts'

const { doc, provider, user } = join()

new Editor({
  element: document.body,
  editorProps: { attributes: { role: 'textbox', 'aria-label': 'Editor' } },
  extensions: [
    // Collaboration brings an undo of its own, of the own changes only.
    StarterKit.configure({ undoRedo: false }),
    Collaboration.configure({ document: doc }),
    CollaborationCaret.configure({ provider, user }),
  ],
})
