import * as monaco from 'monaco-editor'
import { MonacoBinding } from 'y-monaco'
import { type Binding, type Joined, nameOf } from '../binding.ts'

// A plain text needs no language, and so no worker of one.
const getWorker = () => new Worker(URL.createObjectURL(new Blob([''])))
Object.assign(window, { MonacoEnvironment: { getWorker } })

export const mount = ({ doc, awareness, mayWrite, root }: Joined): Binding => {
  const editor = monaco.editor.create(root, { language: 'plaintext', readOnly: !mayWrite })
  const model = editor.getModel()
  if (model === null) throw new Error('The editor has no model.')
  new MonacoBinding(doc.getText('monaco'), model, new Set([editor]), awareness)
  return {
    text: () => model.getValue(),
    // The binding gives each caret a class with the clientID; its name is the style sheet's of the app.
    carets: () =>
      [...root.querySelectorAll('.yRemoteSelectionHead')].map(({ className }) =>
        nameOf(awareness, Number(/yRemoteSelectionHead-(\d+)/.exec(className)?.[1])),
      ),
  }
}
