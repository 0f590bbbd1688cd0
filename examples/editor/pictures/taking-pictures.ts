// Files of pictures that come by the clipboard or are dropped, before the editor reads what stands beside them.
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import type { PuttingPictures } from './put-pictures.ts'

/** What a browser would call an element or a comment, and the styles of a page, which are no text of it. */
const NO_TEXT = /<style\b[\s\S]*?<\/style>|<[^>]*>|&nbsp;/gi

/** The pictures among the files; none where they only show text that comes with them, as a table of a spreadsheet does. */
const filesIn = (data: DataTransfer | null): readonly File[] => {
  const html = data?.getData('text/html') ?? ''
  const hasText = html.replace(NO_TEXT, '').trim() !== ''
  return hasText ? [] : [...(data?.files ?? [])].filter(({ type }) => type.startsWith('image/'))
}

const take = (view: EditorView, event: Event, files: readonly File[], putting: PuttingPictures): boolean => {
  if (!view.editable || files.length === 0) return false
  event.preventDefault()
  void putting.files(files)
  return true
}

export const takingPictures = (putting: PuttingPictures) => ({
  paste: (view: EditorView, event: ClipboardEvent) =>
    take(view, event, filesIn(event.clipboardData), putting),
  drop(view: EditorView, event: DragEvent) {
    // Something of the text itself is moved.
    const files = view.dragging === null ? filesIn(event.dataTransfer) : []
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY })
    if (view.editable && files.length > 0 && at !== null)
      view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))))
    return take(view, event, files, putting)
  },
})
