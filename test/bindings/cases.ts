/** A binding that is checked: a page of `pages/cases`, and the packages that it stands on. */
export interface BindingCase {
  readonly title: string
  /** The file, without its ending. */
  readonly name: string
  readonly packages: readonly string[]
  /** Why there are no carets; left out where there are. */
  readonly noCarets?: string
  /** What people type into; left out where the page writes by itself. */
  readonly editable?: string
  /** The page keeps its document, and is opened again while the relay is down. */
  readonly keeps?: boolean
}

const NO_CARETS = 'none: it is a store, and draws nothing'
const EDITABLE = '[contenteditable="true"], [contenteditable="plaintext-only"]'

/** In the order of the table. */
export const CASES: readonly BindingCase[] = [
  {
    title: 'BlockNote',
    name: 'blocknote',
    packages: ['@blocknote/core', 'y-prosemirror'],
    editable: EDITABLE,
  },
  { title: 'Lexical', name: 'lexical', packages: ['lexical', '@lexical/yjs'], editable: EDITABLE },
  {
    title: 'Tiptap',
    name: 'tiptap',
    packages: ['@tiptap/core', '@tiptap/extension-collaboration'],
    editable: EDITABLE,
  },
  {
    title: 'ProseMirror',
    name: 'prosemirror',
    packages: ['prosemirror-view', 'y-prosemirror'],
    editable: EDITABLE,
  },
  {
    title: 'CodeMirror',
    name: 'codemirror',
    packages: ['@codemirror/view', 'y-codemirror.next'],
    editable: EDITABLE,
  },
  { title: 'Monaco', name: 'monaco', packages: ['monaco-editor', 'y-monaco'], editable: '.monaco-editor' },
  { title: 'Quill', name: 'quill', packages: ['quill', 'y-quill', 'quill-cursors'], editable: '.ql-editor' },
  { title: 'Slate', name: 'slate', packages: ['slate', '@slate-yjs/core'], editable: EDITABLE },
  {
    title: 'Milkdown',
    name: 'milkdown',
    packages: ['@milkdown/kit', '@milkdown/plugin-collab'],
    editable: EDITABLE,
  },
  { title: 'Plate', name: 'plate', packages: ['platejs', '@platejs/yjs'], editable: EDITABLE },
  {
    title: 'Excalidraw, a binding by hand',
    name: 'excalidraw',
    packages: ['@excalidraw/excalidraw'],
  },
  { title: 'SyncedStore', name: 'syncedstore', packages: ['@syncedstore/core'], noCarets: NO_CARETS },
  { title: 'valtio', name: 'valtio', packages: ['valtio', 'valtio-yjs'], noCarets: NO_CARETS },
  { title: 'zustand', name: 'zustand', packages: ['zustand', 'zustand-middleware-yjs'], noCarets: NO_CARETS },
  {
    title: 'y-indexeddb',
    name: 'y-indexeddb',
    packages: ['y-indexeddb'],
    noCarets: 'none: it keeps a document, and draws nothing',
    keeps: true,
  },
  {
    title: 'Subdocuments',
    name: 'subdocuments',
    packages: ['yjs'],
    noCarets: 'none: each document has a room of its own, and the carets are those of its editor',
  },
]
