// The news on the page: toasts for the eyes, a live region for screen readers.

import { useEffect } from 'react'
import { useReadable, useRoomState } from '../room/room-context.tsx'
import { useWords } from '../words/index.ts'
import type { NewsItem } from './news.ts'

const SHOWN_MS = 6_000

/** Short notes at the edge. Screen readers get them from the live region, so here they are hidden. */
export const Toasts = () => {
  const toasts = useReadable(useRoomState().news.toasts)
  // One at a time, where nothing is pressed: the last one, but somebody who comes or goes hides nothing that matters more.
  const shown = toasts.findLast(({ names }) => names.length === 0) ?? toasts.at(-1)
  return (
    <ol className="toasts" aria-hidden="true">
      {toasts.map((toast) => (
        <Toast key={toast.id} toast={toast} isShown={toast === shown} />
      ))}
    </ol>
  )
}

const Toast = ({ toast: { id, kind, text }, isShown }: { toast: NewsItem; isShown: boolean }) => {
  const { news } = useRoomState()
  useEffect(() => {
    const timer = setTimeout(() => news.dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [news, id])
  return (
    <li className="toast" data-kind={kind} hidden={!isShown}>
      {text}
    </li>
  )
}

/** All that happens, spoken: the page shows it in other places. */
export const LiveRegion = () => {
  const spoken = useReadable(useRoomState().news.spoken)
  const { news } = useWords()
  return (
    <div className="unseen" role="log" aria-label={news.title}>
      {spoken.map(({ id, text }) => (
        <p key={id}>{text}</p>
      ))}
    </div>
  )
}
