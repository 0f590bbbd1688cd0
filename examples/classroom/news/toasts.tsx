import { useEffect } from 'react'
import { useClassroom, useReadable } from '../room/classroom-context.tsx'
import type { NewsItem } from './news.ts'

const SHOWN_MS = 6_000

/** Short notes at the edge. The live region has them, too: here they are for the eyes alone. */
export const Toasts = () => {
  const toasts = useReadable(useClassroom().news.toasts)
  return (
    <ol className="toasts" aria-hidden="true">
      {toasts.map((toast) => (
        <Toast key={toast.id} toast={toast} />
      ))}
    </ol>
  )
}

const Toast = ({ toast: { id, kind, text } }: { toast: NewsItem }) => {
  const { news } = useClassroom()
  useEffect(() => {
    const timer = setTimeout(() => news.dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [news, id])
  return (
    <li className="toast" data-kind={kind}>
      {text}
    </li>
  )
}
