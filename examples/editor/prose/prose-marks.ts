// The texts of comments in the rich text, marked.
import { Extension } from '@tiptap/core'
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { Anchor } from '../comments/comment.ts'
import type { Marked } from '../surface.ts'
import { anchorOf, rangeOf } from './prose-places.ts'

interface Marks {
  readonly threads: readonly Marked[]
  readonly open: string | null
  readonly drawn: DecorationSet
}

const marksKey = new PluginKey<Marks>('comment-marks')

const draw = (state: EditorState, threads: readonly Marked[], open: string | null): DecorationSet =>
  DecorationSet.create(
    state.doc,
    threads.flatMap(({ id, anchor }) => {
      const range = rangeOf(state, anchor)
      if (range === null) return []
      const attributes = { class: 'comment-mark', 'data-open': `${id === open}` }
      return [Decoration.inline(range.from, range.to, attributes, { id })]
    }),
  )

/** Shows these comments in the text. */
export const setMarks = (view: EditorView, threads: readonly Marked[], open: string | null): void =>
  view.dispatch(view.state.tr.setMeta(marksKey, { threads, open }).setMeta('addToHistory', false))

const next = (transaction: Transaction, before: Marks, state: EditorState): Marks => {
  const asked: Pick<Marks, 'threads' | 'open'> | undefined = transaction.getMeta(marksKey)
  const { threads, open } = asked ?? before
  const isFromOthers = ySyncPluginKey.getState(state)?.isChangeOrigin === true
  if (asked !== undefined || (isFromOthers && transaction.docChanged))
    return { threads, open, drawn: draw(state, threads, open) }
  // What is typed here comes into the document a moment later: until then the document's positions are old ones.
  return transaction.docChanged
    ? { threads, open, drawn: before.drawn.map(transaction.mapping, transaction.doc) }
    : before
}

const threadAt = (state: EditorState, position: number): string | null => {
  const id: unknown = marksKey.getState(state)?.drawn.find(position, position)[0]?.spec.id
  return typeof id === 'string' ? id : null
}

export interface MarkEvents {
  readonly onPick: (thread: string) => void
  /** The text of a comment stands elsewhere in the document since an edit that was made here. */
  readonly onMove: (thread: string, anchor: Anchor) => void
}

/**
 * Where a paragraph is divided or joined the binding writes half of its letters anew, and positions beside the old ones are
 * lost. The page in which that was done still knows where each comment went, and puts it there.
 */
const followEdits = (view: EditorView, onMove: MarkEvents['onMove']): void => {
  const marks = marksKey.getState(view.state)
  if (marks === undefined) return
  for (const { from, to, spec } of marks.drawn.find()) {
    const thread = marks.threads.find(({ id }) => id === spec.id)
    if (thread === undefined || from >= to) continue
    const range = rangeOf(view.state, thread.anchor)
    if (range?.from === from && range.to === to) continue
    const anchor = anchorOf(view.state, { from, to })
    if (anchor !== null) onMove(thread.id, anchor)
  }
}

export const proseMarks = ({ onPick, onMove }: MarkEvents) =>
  Extension.create({
    name: 'commentMarks',
    addProseMirrorPlugins() {
      return [
        new Plugin<Marks>({
          key: marksKey,
          state: {
            init: () => ({ threads: [], open: null, drawn: DecorationSet.empty }),
            apply: (transaction, before, _, state) => next(transaction, before, state),
          },
          props: {
            decorations: (state) => marksKey.getState(state)?.drawn,
            handleClick(view, position, event) {
              const id = threadAt(view.state, position)
              if (id === null) return false
              // Of a tap the editor would hear too late: what the comment draws anew takes the caret to where it was before.
              if (!event.shiftKey)
                view.dispatch(
                  view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(position))),
                )
              onPick(id)
              return false
            },
            // Two quick taps are a second press as well; the word that a mouse selects by them stays selected.
            handleDoubleClick(view, position) {
              const id = threadAt(view.state, position)
              if (id !== null) onPick(id)
              return false
            },
          },
          view: (view) => {
            let timer: ReturnType<typeof setTimeout> | undefined
            return {
              update(_, before) {
                const isFromOthers = ySyncPluginKey.getState(view.state)?.isChangeOrigin === true
                if (isFromOthers || before.doc.eq(view.state.doc)) return
                clearTimeout(timer)
                // By then the binding has written the edit into the document.
                timer = setTimeout(() => followEdits(view, onMove))
              },
              destroy: () => clearTimeout(timer),
            }
          },
        }),
      ]
    },
  })
