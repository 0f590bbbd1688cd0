import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { basicSetup } from 'codemirror'
import { yCollab } from 'y-codemirror.next'
import { type Binding, type Joined, textsOf } from '../binding.ts'

export const mount = ({ doc, awareness, mayWrite, root }: Joined): Binding => {
  const text = doc.getText('codemirror')
  const view = new EditorView({
    parent: root,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        basicSetup,
        yCollab(text, awareness),
        EditorState.readOnly.of(!mayWrite),
        EditorView.editable.of(mayWrite),
      ],
    }),
  })
  return { text: () => view.state.doc.toString(), carets: () => textsOf('.cm-ySelectionCaret') }
}
