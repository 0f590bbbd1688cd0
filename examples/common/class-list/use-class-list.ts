import { useSyncExternalStore } from 'react'
import { keepClassList, onClassList, readClassList } from './class-list.ts'

/** The list of a room, as it was typed, and what keeps another one: empty for none. */
export const useClassList = (room: string): readonly [text: string, keep: (text: string) => void] => [
  useSyncExternalStore(onClassList, () => readClassList(room)),
  (text) => keepClassList(room, text),
]
