import { defaultKeymap, indentWithTab } from '@codemirror/commands'
import { bracketMatching, indentOnInput } from '@codemirror/language'
import { Compartment, EditorState, type Extension } from '@codemirror/state'
import { EditorView, keymap, lineNumbers, placeholder } from '@codemirror/view'
import type { Room } from 'homeroom/client'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import { UndoManager } from 'yjs'
import type { RoomState } from '../../common/room/room-state.ts'
import { onWords, words } from '../../common/words/index.ts'
import { codeCarets } from '../carets/code-carets.ts'
import { partsOf } from '../content.ts'
import { codeFinding } from '../find/code-finder.ts'
import type { Surface, SurfaceEvents } from '../surface.ts'
import { undoInSteps } from '../undo-steps.ts'
import { codeMarks, setMarks } from './code-marks.ts'
import { anchorOf, rangeOf } from './code-places.ts'
import { codeTheme } from './code-theme.ts'
import { type CodeLanguage, loadCodeLanguage, readCodeLanguage } from './languages.ts'

export interface CodeEditor extends Surface {
  setWritable(isWritable: boolean): void
  undo(): void
  redo(): void
  destroy(): void
}

export interface CodeOptions extends SurfaceEvents {
  readonly room: Room
  /** The people, as they are called. */
  readonly cast: RoomState['cast']
  /** Where it is put. */
  readonly element: HTMLElement
  /** The language that the document names. */
  language(language: CodeLanguage): void
}

/** What words say, and rights: it is another one after a change of either. */
const changing = (isWritable: boolean): Extension => [
  EditorState.readOnly.of(!isWritable),
  EditorView.editable.of(isWritable),
  EditorView.contentAttributes.of({
    'aria-label': words().editor.code,
    'aria-readonly': `${!isWritable}`,
    // Those who only read reach it by the keyboard, too.
    tabindex: '0',
    role: 'textbox',
    'aria-multiline': 'true',
  }),
  isWritable ? placeholder(words().editor.codePlaceholder) : [],
]

/** Code that is not there is left out on paper; a style sheet does not look into the editor. */
const tellEmpty = (element: HTMLElement, { length }: { readonly length: number }): void =>
  void element.toggleAttribute('data-empty', length === 0)

const extensionsOf = (
  { room, cast, element, changed, focused, picked }: CodeOptions,
  text: ReturnType<typeof partsOf>['code'],
  undoManager: UndoManager,
  others: Extension,
): Extension => [
  // Of other ends of a line the binding would count two letters, and the document one.
  EditorState.lineSeparator.of('\n'),
  keymap.of([...yUndoManagerKeymap, ...defaultKeymap, indentWithTab]),
  lineNumbers(),
  indentOnInput(),
  bracketMatching(),
  EditorView.lineWrapping,
  codeTheme,
  yCollab(text, null, { undoManager }),
  codeCarets({ ...room, cast }, text),
  codeMarks(text, picked),
  EditorView.updateListener.of(({ view: { hasFocus }, docChanged, selectionSet, focusChanged }) => {
    if (focusChanged && hasFocus) focused()
    if (docChanged || selectionSet || focusChanged) changed()
    if (docChanged) tellEmpty(element, text)
  }),
  others,
]

/** The code of a room. */
export const createCodeEditor = (options: CodeOptions): CodeEditor => {
  const { room, element, language } = options
  const { code: text, settings } = partsOf(room.doc)
  let isWritable = false
  const parts = { changing: new Compartment(), language: new Compartment() }
  const undoManager = new UndoManager(text)
  undoInSteps(undoManager)
  const finding = codeFinding(undoManager)
  tellEmpty(element, text)
  const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text.toString(),
      extensions: extensionsOf(options, text, undoManager, [
        parts.changing.of(changing(isWritable)),
        parts.language.of([]),
        finding.extension,
      ]),
    }),
  })
  const refresh = () => view.dispatch({ effects: parts.changing.reconfigure(changing(isWritable)) })
  const stopWords = onWords(refresh)
  const stopLanguage = followLanguage(settings, language, (extension) =>
    view.dispatch({ effects: parts.language.reconfigure(extension) }),
  )

  return {
    finder: finding.finderOf(view),
    ...surfaceOf(view, text),
    setWritable(next) {
      isWritable = next
      refresh()
    },
    undo: () => void undoManager.undo(),
    redo: () => void undoManager.redo(),
    destroy() {
      stopWords()
      stopLanguage()
      view.destroy()
      undoManager.destroy()
    },
  }
}

/** Loads the language that the document names, as often as it names another one. */
const followLanguage = (
  settings: ReturnType<typeof partsOf>['settings'],
  told: CodeOptions['language'],
  use: (extension: Extension) => void,
): (() => void) => {
  let isOpen = true
  let shown: CodeLanguage | null = null
  const follow = async () => {
    const language = readCodeLanguage(settings.get('language'))
    if (language === shown) return
    shown = language
    told(language)
    // Without a network the code stays in one colour.
    const extension = await loadCodeLanguage(language).catch(() => [])
    if (isOpen && shown === language) use(extension)
  }
  const hear = () => void follow()
  settings.observe(hear)
  hear()
  return () => {
    isOpen = false
    settings.unobserve(hear)
  }
}

const surfaceOf = (view: EditorView, text: ReturnType<typeof partsOf>['code']): Omit<Surface, 'finder'> => ({
  selected() {
    const { from, to } = view.state.selection.main
    return from === to ? null : { anchor: anchorOf(text, { from, to }), text: view.state.sliceDoc(from, to) }
  },
  texts() {
    const { from, to } = view.state.selection.main
    return { all: view.state.sliceDoc(), selected: view.state.sliceDoc(from, to) }
  },
  find: (anchor) => rangeOf(text, anchor)?.from ?? null,
  show(anchor) {
    const range = rangeOf(text, anchor)
    if (range === null) return
    view.focus()
    view.dispatch({ selection: { anchor: range.from, head: range.to }, scrollIntoView: true })
  },
  mark: (threads, open) => setMarks(view, { threads, open }),
  focus: () => view.focus(),
})
