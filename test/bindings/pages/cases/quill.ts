import 'quill/dist/quill.snow.css'
import Quill from 'quill'
import QuillCursors from 'quill-cursors'
import { QuillBinding } from 'y-quill'
import { type Binding, type Joined, textsOf } from '../binding.ts'

Quill.register('modules/cursors', QuillCursors)

export const mount = ({ doc, awareness, mayWrite, root }: Joined): Binding => {
  const quill = new Quill(root, {
    theme: 'snow',
    readOnly: !mayWrite,
    modules: { cursors: true, toolbar: false, history: { userOnly: true } },
  })
  new QuillBinding(doc.getText('quill'), quill, awareness)
  return { text: () => quill.getText(), carets: () => textsOf('.ql-cursor:not(.hidden) .ql-cursor-name') }
}
