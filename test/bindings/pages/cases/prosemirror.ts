import 'prosemirror-view/style/prosemirror.css'
import { schema } from 'prosemirror-schema-basic'
import { EditorState } from 'prosemirror-state'
import { EditorView } from 'prosemirror-view'
import { yCursorPlugin, ySyncPlugin, yUndoPlugin } from 'y-prosemirror'
import { type Binding, type Joined, textsOf } from '../binding.ts'

export const mount = ({ doc, awareness, mayWrite, root }: Joined): Binding => {
  const plugins = [ySyncPlugin(doc.getXmlFragment('prosemirror')), yCursorPlugin(awareness), yUndoPlugin()]
  const view = new EditorView(root, {
    state: EditorState.create({ schema, plugins }),
    editable: () => mayWrite,
  })
  return { text: () => view.state.doc.textContent, carets: () => textsOf('.ProseMirror-yjs-cursor') }
}
