import '@milkdown/kit/prose/view/style/prosemirror.css'
import { defaultValueCtx, Editor, editorViewCtx, editorViewOptionsCtx, rootCtx } from '@milkdown/kit/core'
import { commonmark } from '@milkdown/kit/preset/commonmark'
import { collab, collabServiceCtx } from '@milkdown/plugin-collab'
import { type Binding, type Joined, textsOf } from '../binding.ts'

export const mount = async ({ doc, awareness, mayWrite, root }: Joined): Promise<Binding> => {
  const editor = await Editor.make()
    .config((ctx) => {
      ctx.set(rootCtx, root)
      ctx.set(defaultValueCtx, '')
      ctx.set(editorViewOptionsCtx, { editable: () => mayWrite })
    })
    .use(commonmark)
    .use(collab)
    .create()
  editor.action((ctx) => {
    ctx.get(collabServiceCtx).bindDoc(doc).setAwareness(awareness).connect()
  })
  return {
    text: () => editor.action((ctx) => ctx.get(editorViewCtx).state.doc.textContent),
    carets: () => textsOf('.ProseMirror-yjs-cursor'),
  }
}
