import { withCursors, withYjs, YjsEditor } from '@slate-yjs/core'
import { useRemoteCursorStates } from '@slate-yjs/react'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { createEditor, type Descendant, Editor, Node, Transforms } from 'slate'
import { Editable, Slate, withReact } from 'slate-react'
import * as Y from 'yjs'
import { type Binding, type Joined, textsOf } from '../binding.ts'

const EMPTY: Descendant[] = [{ children: [{ text: '' }] } as Descendant]

const editorOf = ({ doc, awareness, user }: Joined) => {
  const shared = withYjs(withReact(createEditor()), doc.get('slate', Y.XmlText) as Y.XmlText)
  const editor = withCursors(shared, awareness, { data: { name: user.name } })
  const { normalizeNode } = editor
  editor.normalizeNode = (entry, options) => {
    // Slate cannot show a document with nothing in it.
    if (Editor.isEditor(entry[0]) && editor.children.length === 0)
      Transforms.insertNodes(editor, EMPTY, { at: [0] })
    else normalizeNode(entry, options)
  }
  return editor
}

const Carets = () => {
  const states = useRemoteCursorStates<{ name: string }>()
  const here = Object.values(states).filter(({ relativeSelection }) => relativeSelection !== null)
  return here.map(({ clientId, data }) => (
    <span key={clientId} className="caret">
      {data?.name}
    </span>
  ))
}

const Text = ({ editor, mayWrite }: { editor: ReturnType<typeof editorOf>; mayWrite: boolean }) => {
  const [isReady, setReady] = useState(false)
  useEffect(() => {
    YjsEditor.connect(editor)
    setReady(true)
    return () => YjsEditor.disconnect(editor)
  }, [editor])
  return (
    <Slate editor={editor} initialValue={EMPTY}>
      {isReady && <Editable readOnly={!mayWrite} />}
      <Carets />
    </Slate>
  )
}

export const mount = (joined: Joined): Binding => {
  const editor = editorOf(joined)
  createRoot(joined.root).render(<Text editor={editor} mayWrite={joined.mayWrite} />)
  return { text: () => Node.string(editor), carets: () => textsOf('.caret') }
}
