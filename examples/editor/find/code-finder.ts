// Find and replace in the code.
import { type Extension, StateEffect, StateField } from '@codemirror/state'
import { Decoration, EditorView } from '@codemirror/view'
import type { UndoManager } from 'yjs'
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

const asked = StateEffect.define<Pick<Matches, 'pattern'>>()

const FOUND = Decoration.mark({ class: 'found' })
const FOUND_NOW = Decoration.mark({ class: 'found found-now' })

const matchesField = StateField.define<Matches>({
  create: () => NO_MATCHES,
  update(before, { effects, docChanged, newDoc, newSelection: { main } }) {
    const effect = effects.findLast((one) => one.is(asked))
    const { pattern } = effect?.value ?? before
    if (pattern === null) return NO_MATCHES
    const isOld = effect === undefined && !docChanged
    const all = isOld ? before.all : matchesIn(newDoc.toString(), pattern)
    const at = selectedOf(all, main)
    return isOld && at === before.at ? before : { pattern, all, at }
  },
  provide: (field) =>
    EditorView.decorations.compute([field], (state) => {
      const { all, at } = state.field(field)
      return Decoration.set(
        marked(all, state.selection.main).map((match) =>
          (match === all[at ?? -1] ? FOUND_NOW : FOUND).range(match.from, match.to),
        ),
      )
    }),
})

/** Its extension, and what is done with it once the editor is there. */
export const codeFinding = (undoManager: UndoManager) => {
  const found = createFound()
  const extension: Extension = [
    matchesField,
    EditorView.updateListener.of(({ state }) => tellFound(found, state.field(matchesField))),
  ]
  return { extension, finderOf: (view: EditorView): Finder => ({ found, ...actsOf(view, undoManager) }) }
}

const actsOf = (view: EditorView, undoManager: UndoManager): Omit<Finder, 'found'> => {
  const matches = () => view.state.field(matchesField)
  const select = (match: Match | undefined) => {
    if (match === undefined) return
    view.dispatch({ selection: { anchor: match.from, head: match.to }, scrollIntoView: true })
  }
  const step = (by: 1 | -1) => select(stepFrom(matches().all, view.state.selection.main, by))
  return {
    find(pattern) {
      view.dispatch({ effects: asked.of({ pattern }) })
      select(firstBehind(matches().all, view.state.selection.main))
    },
    step,
    replace(insert) {
      const { all, at } = matches()
      const match = all[at ?? -1]
      if (match !== undefined)
        asOneStep(undoManager, () =>
          view.dispatch({
            changes: { ...match, insert },
            selection: { anchor: match.from + insert.length },
          }),
        )
      step(1)
    },
    replaceAll(insert) {
      const { all } = matches()
      asOneStep(undoManager, () => view.dispatch({ changes: all.map((match) => ({ ...match, insert })) }))
      return all.length
    },
  }
}
