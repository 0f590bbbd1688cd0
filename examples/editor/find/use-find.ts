import { useEffect, useEffectEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Place } from '../content.ts'
import type { DocumentState } from '../document-state.ts'
import type { Part } from '../view-bar.tsx'
import { lineOf, type Query } from './query.ts'

/** A search as it was asked for. */
export interface Search {
  readonly place: Place
  readonly isReplacing: boolean
  /** Another number with each time that it is asked for: the field takes the focus again. */
  readonly turn: number
}

export interface Find {
  readonly search: Search | null
  readonly query: Query
  look(query: Query): void
  open(isReplacing: boolean): void
  /** Shows or hides the field for what it is replaced by. */
  turnReplacing(): void
  close(): void
}

/** Which of the two is searched: the one that was used last, where it is shown. */
const placeOf = ({ active }: DocumentState, parts: readonly Part[]): Place => {
  const [only, other] = parts.filter((part) => part !== 'comments')
  return other === undefined ? (only ?? active.get()) : active.get()
}

/** Looks for words in the text or in the code; `goTo` brings one of them to be seen. */
export const useFind = (state: DocumentState, parts: readonly Part[], goTo: (place: Place) => void): Find => {
  const [search, setSearch] = useState<Search | null>(null)
  const [query, setQuery] = useState<Query>({ text: '', isCase: false, isWord: false })
  const close = () => {
    if (search === null) return
    setSearch(null)
    state.surface(search.place)?.focus()
  }
  const open = (isReplacing: boolean) => {
    const place = placeOf(state, parts)
    if (!parts.includes(place)) goTo(place)
    const text = lineOf(state.surface(place)?.selected()?.text ?? null) ?? query.text
    // The keys that are pressed next go into the field.
    flushSync(() => {
      setQuery({ ...query, text })
      setSearch((before) => ({ place, isReplacing, turn: (before?.turn ?? 0) + 1 }))
    })
  }
  useFindKeys({
    open,
    ...(search !== null && { step: (by) => state.surface(search.place)?.finder.step(by) }),
  })
  const turnReplacing = () => setSearch((before) => before && { ...before, isReplacing: !before.isReplacing })
  return { search, query, look: setQuery, open, turnReplacing, close }
}

/** A letter of the alphabet by what is printed on its key, and by its place on a keyboard that has others. */
const isLetter = ({ key, code }: KeyboardEvent, letter: string): boolean =>
  /^[a-z]$/i.test(key) ? key.toLowerCase() === letter : code === `Key${letter.toUpperCase()}`

interface FindKeys {
  open(isReplacing: boolean): void
  step?(by: 1 | -1): void
}

/** Ctrl and F, Ctrl and H as elsewhere on the web; while something is looked for, F3 or Ctrl and G for the next one. */
const useFindKeys = ({ open, step }: FindKeys): void => {
  const keyed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]') !== null) return
    const isWithControl = event.ctrlKey || event.metaKey
    // On a Mac it deletes a letter.
    const isReplacing = event.ctrlKey && isLetter(event, 'h') && !/Mac/.test(navigator.platform)
    // Pressed in the field once more, it is the browser's: that finds in the rest of the page.
    const isInBar = event.target instanceof Element && event.target.closest('.find-bar') !== null
    if (isWithControl && !event.shiftKey && ((isLetter(event, 'f') && !isInBar) || isReplacing)) {
      event.preventDefault()
      open(isReplacing)
    } else if (step !== undefined && (event.key === 'F3' || (isWithControl && isLetter(event, 'g')))) {
      event.preventDefault()
      step(event.shiftKey ? -1 : 1)
    }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => keyed(event)
    addEventListener('keydown', listener)
    return () => removeEventListener('keydown', listener)
  }, [])
}
