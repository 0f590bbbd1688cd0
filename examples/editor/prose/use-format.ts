import type { Editor } from '@tiptap/core'
import { useCallback, useRef, useSyncExternalStore } from 'react'

const MARKS = ['bold', 'italic', 'underline', 'strike', 'code', 'link'] as const
const BLOCKS = [
  'bulletList',
  'orderedList',
  'taskList',
  'blockquote',
  'codeBlock',
  'table',
  'picture',
] as const

type FormatName = (typeof MARKS)[number] | (typeof BLOCKS)[number] | 'heading1' | 'heading2' | 'heading3'

/** What is on where the selection is. */
export type Format = ReadonlySet<FormatName>

const formatOf = (editor: Editor): Format => {
  const on = new Set<FormatName>([...MARKS, ...BLOCKS].filter((name) => editor.isActive(name)))
  for (const level of [1, 2, 3] as const) if (editor.isActive('heading', { level })) on.add(`heading${level}`)
  return on
}

const isSame = (one: Format, other: Format): boolean =>
  one.size === other.size && [...one].every((name) => other.has(name))

/** The format where the selection is, as it changes. */
export const useFormat = (editor: Editor): Format => {
  const last = useRef<Format>(new Set())
  const subscribe = useCallback(
    (listener: () => void) => {
      editor.on('transaction', listener)
      return () => {
        editor.off('transaction', listener)
      }
    },
    [editor],
  )
  return useSyncExternalStore(subscribe, () => {
    const next = formatOf(editor)
    if (!isSame(next, last.current)) last.current = next
    return last.current
  })
}
