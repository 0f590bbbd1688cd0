import { Editor, Extension } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { Placeholder } from '@tiptap/extensions'
import type { EditorView } from '@tiptap/pm/view'
import { StarterKit } from '@tiptap/starter-kit'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import type { Room } from 'homeroom/client'
import type { Pictures } from 'homeroom/pictures'
import type { RoomState } from '../../common/room/room-state.ts'
import { onWords, words } from '../../common/words/index.ts'
import { proseCarets } from '../carets/prose-carets.ts'
import { partsOf } from '../content.ts'
import { proseFinding } from '../find/prose-finder.ts'
import { pictureNode } from '../pictures/picture-node.ts'
import { type PictureTrouble, type PuttingPictures, puttingPictures } from '../pictures/put-pictures.ts'
import { takingPictures } from '../pictures/taking-pictures.ts'
import type { Surface, SurfaceEvents } from '../surface.ts'
import { undoInSteps } from '../undo-steps.ts'
import { cleanPaste } from './clean-paste.ts'
import { KEYS_HINT } from './keys-hint.tsx'
import { isSafe } from './links.ts'
import { type MarkEvents, proseMarks, setMarks } from './prose-marks.ts'
import { anchorOf, rangeOf } from './prose-places.ts'
import { tabKeys } from './tab-keys.ts'
import { tables } from './tables.ts'
import { taskLists } from './task-lists.ts'

export interface ProseEditor extends Surface {
  readonly editor: Editor
  /** Puts pictures where the caret is. */
  readonly putPictures: PuttingPictures['files']
  setWritable(isWritable: boolean): void
  destroy(): void
}

export interface ProseOptions extends SurfaceEvents {
  readonly room: Room
  /** The people, as they are called. */
  readonly cast: RoomState['cast']
  /** Where it is put. */
  readonly element: HTMLElement
  readonly onMove: MarkEvents['onMove']
  readonly pictures: Pictures
  /** A picture is not in the text. */
  readonly onPictureTrouble: (why: PictureTrouble) => void
}

/** With nothing to do again the keys of Redo would be those of Undo, as Shift is left out where no key with it is known. */
const redoAlone = Extension.create({
  name: 'redoAlone',
  priority: 1_000,
  addKeyboardShortcuts: () => ({
    'Shift-Mod-z': ({ editor }) => {
      editor.commands.redo()
      return true
    },
  }),
})

/** The sign before an item, and the line beside a quotation, stand where its words begin, whatever the language of the page. */
const RUNS_AS_WRITTEN = { HTMLAttributes: { dir: 'auto' } } as const

/** So far from the edges of what is seen the caret stays, in px: there is place for the names of others above it. */
const CARET_MARGIN = 40

const extensionsOf = ({ room, cast, picked, onMove, pictures }: ProseOptions, others: Extension) => [
  StarterKit.configure({
    // Undo is the binding's: it takes back what was written here, and nothing of others.
    undoRedo: false,
    // It would write into the document of those who only read.
    trailingNode: false,
    bulletList: RUNS_AS_WRITTEN,
    orderedList: RUNS_AS_WRITTEN,
    blockquote: RUNS_AS_WRITTEN,
    heading: { levels: [1, 2, 3] },
    codeBlock: { enableTabIndentation: true, tabSize: 2 },
    link: {
      openOnClick: false,
      defaultProtocol: 'https',
      isAllowedUri: isSafe,
      HTMLAttributes: { target: '_blank', rel: 'noopener noreferrer nofollow' },
    },
  }),
  ...taskLists,
  ...tables,
  ...tabKeys,
  pictureNode(pictures),
  Collaboration.configure({ document: room.doc, fragment: partsOf(room.doc).prose }),
  Placeholder.configure({ placeholder: () => words().editor.placeholder }),
  redoAlone,
  proseCarets({ ...room, cast }),
  proseMarks({ onPick: picked, onMove }),
  others,
]

/** Opens a link in another tab: one that is written needs Ctrl or Cmd, as a click alone puts the caret there. */
const openLink = (event: MouseEvent, isWritable: boolean): boolean => {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || !isSafe(link.href) || (isWritable && !event.ctrlKey && !event.metaKey)) return false
  window.open(link.href, '_blank', 'noopener,noreferrer')
  return true
}

/** The rich text of a room. */
export const createProseEditor = (options: ProseOptions): ProseEditor => {
  const { element, changed, focused, pictures } = options
  let isWritable = false
  const putting = puttingPictures(() => editor, pictures, options.onPictureTrouble)
  const finding = proseFinding()
  const editor: Editor = new Editor({
    element,
    editable: false,
    // The relay's pages may hold no styles of their own: those of the editor are in the style sheet.
    injectCSS: false,
    extensions: extensionsOf(options, finding.extension),
    editorProps: {
      scrollMargin: CARET_MARGIN,
      scrollThreshold: CARET_MARGIN,
      attributes: () => ({
        class: 'prose',
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-label': words().editor.prose,
        'aria-readonly': `${!isWritable}`,
        // Those who only read reach it by the keyboard, too.
        tabindex: '0',
        'aria-describedby': KEYS_HINT,
        spellcheck: 'true',
      }),
      transformPastedHTML: (html) =>
        cleanPaste(html, ({ src, dataset: { file = '' } }) =>
          pictures.get(file) === null ? putting.pasted(src) : file,
        ),
      handleDOMEvents: takingPictures(putting),
      handleClick: (_, __, event) => openLink(event, isWritable),
    },
  })
  undoInSteps(yUndoPluginKey.getState(editor.state).undoManager)
  editor.on('transaction', changed)
  editor.on('focus', focused)
  const stopWords = onWords(() => editor.view.dispatch(editor.state.tr))

  return {
    editor,
    putPictures: putting.files,
    finder: finding.finderOf(editor),
    ...surfaceOf(editor),
    setWritable(next) {
      isWritable = next
      editor.setEditable(next, false)
    },
    destroy() {
      stopWords()
      editor.destroy()
    },
  }
}

/** The editor leads the keyboard into itself only where it may be written: those who only read go on at what is selected, too. */
const focusToRead = (view: EditorView): void => {
  view.dom.focus({ preventScroll: true })
  const [from, to] = [view.state.selection.from, view.state.selection.to].map((at) => view.domAtPos(at))
  if (from !== undefined && to !== undefined)
    getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset)
}

const surfaceOf = (editor: Editor): Omit<Surface, 'finder'> => ({
  selected() {
    const { from, to } = editor.state.selection
    const text = editor.state.doc.textBetween(from, to, ' ')
    // A selection from the end of a paragraph to the next one has no words, and a comment on it would stand nowhere.
    const anchor = text.trim() === '' ? null : anchorOf(editor.state, { from, to })
    return anchor === null ? null : { anchor, text }
  },
  texts() {
    const { doc, selection } = editor.state
    return {
      all: doc.textBetween(0, doc.content.size, '\n', '\n'),
      selected: doc.textBetween(selection.from, selection.to, '\n', '\n'),
    }
  },
  find: (anchor) => rangeOf(editor.state, anchor)?.from ?? null,
  show(anchor) {
    const range = rangeOf(editor.state, anchor)
    if (range !== null) editor.chain().focus().setTextSelection(range).scrollIntoView().run()
  },
  mark: (threads, open) => setMarks(editor.view, threads, open),
  focus: () => (editor.isEditable ? void editor.commands.focus() : focusToRead(editor.view)),
})
