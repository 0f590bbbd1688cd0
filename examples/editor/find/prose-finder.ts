// Find and replace in the rich text. What others write comes in as a transaction like one's own, and is searched anew.
import { type Editor, Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import { asOneStep } from '../undo-steps.ts'
import { createFound, type Finder, tellFound } from './finder.ts'
import {
  firstBehind,
  type Match,
  type Matches,
  marked,
  matchesIn,
  NO_MATCHES,
  selectedOf,
  stepFrom,
} from './matches.ts'

interface Marked extends Matches {
  readonly drawn: DecorationSet
}

const NOTHING: Marked = { ...NO_MATCHES, drawn: DecorationSet.empty }

const finderKey = new PluginKey<Marked>('finder')

/** Within a paragraph, whatever its looks; a picture or the end of a line in it counts as one letter, as its place does. */
const matchesOf = (doc: Node, pattern: RegExp): readonly Match[] => {
  const all: Match[] = []
  doc.descendants((node, position) => {
    if (!node.isTextblock) return true
    const text = node.textBetween(0, node.content.size, null, '\uFFFC')
    for (const match of matchesIn(text, pattern, position + 1)) all.push(match)
    return false
  })
  return all
}

const draw = ({ doc, selection }: EditorState, all: readonly Match[], at: number | null): DecorationSet =>
  DecorationSet.create(
    doc,
    marked(all, selection).map((match) =>
      Decoration.inline(match.from, match.to, {
        class: match === all[at ?? -1] ? 'found found-now' : 'found',
      }),
    ),
  )

const next = (transaction: Transaction, before: Marked, state: EditorState): Marked => {
  const asked: Pick<Matches, 'pattern'> | undefined = transaction.getMeta(finderKey)
  const { pattern } = asked ?? before
  if (pattern === null) return NOTHING
  const isOld = asked === undefined && !transaction.docChanged
  const all = isOld ? before.all : matchesOf(state.doc, pattern)
  const at = selectedOf(all, state.selection)
  return isOld && at === before.at ? before : { pattern, all, at, drawn: draw(state, all, at) }
}

/** Its extension, and what is done with it once the editor is there. */
export const proseFinding = () => {
  const found = createFound()
  const plugin = new Plugin<Marked>({
    key: finderKey,
    state: {
      init: () => NOTHING,
      apply: (transaction, before, _, state) => next(transaction, before, state),
    },
    props: { decorations: (state) => finderKey.getState(state)?.drawn },
    view: () => ({ update: ({ state }) => tellFound(found, finderKey.getState(state) ?? NOTHING) }),
  })
  return {
    extension: Extension.create({ name: 'finder', addProseMirrorPlugins: () => [plugin] }),
    finderOf: (editor: Editor): Finder => ({ found, ...actsOf(editor) }),
  }
}

/** Replaces a part of the text by words that look like it. */
const put = (transaction: Transaction, { from, to }: Match, text: string): void => {
  const { doc } = transaction
  const marks = doc.resolve(from).marksAcross(doc.resolve(to)) ?? []
  if (text === '') transaction.delete(from, to)
  else transaction.replaceWith(from, to, doc.type.schema.text(text, marks))
}

const actsOf = (editor: Editor): Omit<Finder, 'found'> => {
  const matches = () => finderKey.getState(editor.state) ?? NOTHING
  const select = (match: Match | undefined) => {
    if (match === undefined) return
    const { tr } = editor.state
    editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, match.from, match.to)))
    // The editor scrolls to a selection only where it has the focus.
    editor.view.dom.querySelector('.found-now')?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  const step = (by: 1 | -1) => select(stepFrom(matches().all, editor.state.selection, by))
  const asStep = (act: () => void) => asOneStep(yUndoPluginKey.getState(editor.state).undoManager, act)
  return {
    find(pattern) {
      editor.view.dispatch(editor.state.tr.setMeta(finderKey, { pattern }))
      select(firstBehind(matches().all, editor.state.selection))
    },
    step,
    replace(text) {
      const { all, at } = matches()
      const match = all[at ?? -1]
      if (match !== undefined)
        asStep(() => {
          const { tr } = editor.state
          put(tr, match, text)
          editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, match.from + text.length)))
        })
      step(1)
    },
    replaceAll(text) {
      const { all } = matches()
      asStep(() => {
        const { tr } = editor.state
        for (const match of all.toReversed()) put(tr, match, text)
        editor.view.dispatch(tr)
      })
      return all.length
    },
  }
}
