// The texts of comments in the code, marked.
import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view'
import type { Text } from 'yjs'
import type { Marked } from '../surface.ts'
import { rangeOf } from './code-places.ts'

interface Marks {
  readonly threads: readonly Marked[]
  readonly open: string | null
}

const asked = StateEffect.define<Marks>()

/** Shows these comments in the code. */
export const setMarks = (view: EditorView, marks: Marks): void => view.dispatch({ effects: asked.of(marks) })

const draw = (text: Text, { threads, open }: Marks, most: number): DecorationSet =>
  Decoration.set(
    threads.flatMap(({ id, anchor }) => {
      const range = rangeOf(text, anchor)
      if (range === null || range.to > most) return []
      const attributes = { 'data-open': `${id === open}`, 'data-comment': id }
      return [Decoration.mark({ class: 'comment-mark', attributes }).range(range.from, range.to)]
    }),
    true,
  )

export const codeMarks = (text: Text, onPick: (thread: string) => void): Extension => [
  StateField.define<DecorationSet>({
    create: () => Decoration.none,
    update(drawn, transaction) {
      const effect = transaction.effects.findLast((one) => one.is(asked))
      if (effect !== undefined) return draw(text, effect.value, transaction.newDoc.length)
      return drawn.map(transaction.changes)
    },
    provide: (field) => EditorView.decorations.from(field),
  }),
  EditorView.domEventHandlers({
    click(event) {
      const mark = event.target instanceof Element ? event.target.closest('[data-comment]') : null
      const id = mark?.getAttribute('data-comment') ?? null
      if (id !== null) onPick(id)
      return false
    },
  }),
]
