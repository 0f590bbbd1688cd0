import type { Room } from 'homeroom/client'
import { useReadable } from 'homeroom/react'
import { useEffect, useEffectEvent, useState } from 'react'
import { flushSync } from 'react-dom'
import { inBrowser } from '../common/page/storage.ts'
import { type Place, partsOf } from './content.ts'
import type { DocumentState } from './document-state.ts'
import type { Shown } from './view-bar.tsx'

const PANES_KEY = 'document-panes'

/** The panes that were chosen in this browser; null before that. */
const keptPanes = (): Shown['panes'] | null => {
  const kept = inBrowser.read(PANES_KEY)
  return kept === 'prose' || kept === 'code' || kept === 'both' ? kept : null
}

/** Tells once whether the document has code as it comes: what is written into it later moves nobody's text. */
const onFirstCode = ({ doc, status }: Room, found: () => void): (() => void) => {
  const { code } = partsOf(doc)
  const stops: (() => void)[] = []
  const stop = () => {
    for (const work of stops.splice(0)) work()
  }
  const look = () => {
    const { state } = status.get()
    if (code.length > 0) found()
    if (code.length > 0 || state === 'connected') stop()
  }
  code.observe(look)
  stops.push(() => code.unobserve(look), status.subscribe(look))
  look()
  return stop
}

/** What is shown, and what brings another part to be seen. */
export const useShown = (state: DocumentState, isWritable: boolean) => {
  const [shown, setShown] = useState<Shown>(() => ({
    panes: keptPanes() ?? 'prose',
    hasComments: false,
    tab: 'prose',
  }))
  useEffect(
    () =>
      onFirstCode(state.room, () => {
        if (keptPanes() === null) setShown((before) => ({ ...before, panes: 'both' }))
      }),
    [state],
  )
  const picked = useReadable(state.picked)
  const showComments = () => setShown((before) => ({ ...before, hasComments: true, tab: 'comments' }))
  // A press on a marked text opens its comment. Where the list covers the text, a person who writes may want the caret there: it is shown
  // at the second press.
  const showPicked = useEffectEvent((wasOpen: boolean) => {
    if (isWritable && !wasOpen) setShown((before) => ({ ...before, hasComments: true }))
    else showComments()
  })
  useEffect(() => {
    if (picked !== null) showPicked(picked.wasOpen)
  }, [picked])
  const choose = (next: Shown) => {
    if (next.panes !== shown.panes) inBrowser.write(PANES_KEY, next.panes)
    setShown(next)
  }
  const goTo = (place: Place) => {
    // The keyboard reaches only what is shown.
    flushSync(() =>
      setShown((before) => ({ ...before, tab: place, panes: before.panes === place ? place : 'both' })),
    )
    state.surface(place)?.focus()
  }
  /** What another person has in front of them; it is not what was chosen in this browser. */
  const follow = (tab: Place, panes: Shown['panes']) => setShown((before) => ({ ...before, tab, panes }))
  return { shown, choose, showComments, goTo, follow }
}
