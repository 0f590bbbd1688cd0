import { useEffect, useEffectEvent } from 'react'
import { flushSync } from 'react-dom'
import type { Place } from '../content.ts'
import type { DocumentState } from '../document-state.ts'

/** Begins a comment on what is selected; `showComments` brings the list to be seen, in which it is written. */
export const useCommenting = (
  state: DocumentState,
  isWritable: boolean,
  showComments: () => void,
): ((place: Place) => void) => {
  const comment = (place: Place) => {
    const selected = state.surface(place)?.selected() ?? null
    // The field takes the focus once it is there, which it can only where it is seen.
    flushSync(showComments)
    state.open.set(null)
    state.draft.set(selected)
  }
  useCommentKeys((place) => isWritable && comment(place), state)
  return comment
}

/** Ctrl, Alt and M comment on what is selected in the editor that has the focus, as elsewhere on the web. */
const useCommentKeys = (comment: (place: Place) => void, { active }: Pick<DocumentState, 'active'>): void => {
  const keyed = useEffectEvent((event: KeyboardEvent) => {
    const isWithin = event.target instanceof Element && event.target.closest('.sheet, .code-sheet') !== null
    if (event.code !== 'KeyM' || !event.altKey || !(event.ctrlKey || event.metaKey) || !isWithin) return
    event.preventDefault()
    comment(active.get())
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyed(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
