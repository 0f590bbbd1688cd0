import { EditorState } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import { join } from '../join.ts'

const { doc, provider } = join()
const text = doc.getText('codemirror')

new EditorView({
  parent: document.body,
  state: EditorState.create({
    doc: text.toString(),
    extensions: [
      keymap.of(yUndoManagerKeymap),
      basicSetup,
      yCollab(text, provider.awareness),
      EditorView.contentAttributes.of({ 'aria-label': 'Editor' }),
    ],
  }),
})
